import vue from 'eslint-plugin-vue'
import vueParser from 'vue-eslint-parser'
import { parser } from 'typescript-eslint'

// ESLint reads the templates of Vue files and nothing else: oxlint does the scripts, oxfmt the layout.
export default [
  { ignores: ['**/dist/**', '**/*.ts', '**/*.js', '**/*.mjs'] },
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser, sourceType: 'module' } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'vue/no-v-html': 'error',
      'vue/no-template-target-blank': 'error',
      'vue/no-static-inline-styles': 'error',
      'vue/no-useless-v-bind': 'error',
      'vue/prefer-true-attribute-shorthand': 'error',
      'vue/html-button-has-type': 'error',
      'vue/define-macros-order': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
    },
  },
]
