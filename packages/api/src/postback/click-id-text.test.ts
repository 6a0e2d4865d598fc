import { TRACKERS } from '@gokart/shared/trackers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClickId } from './click-id-text.js'

const ID = 'efb2a7d2-c01a-4e3f-b8a1-81b4568e9f32'

describe('a click ID that can be read', () => {
  it('is taken as it is, without a note', () => {
    expect(readClickId(ID)).toMatchObject({ ok: true, id: { text: ID, ours: false }, notes: [] })
  })

  it.each([
    ['capitals', ID.toUpperCase(), /lower case/],
    ['spaces', ` ${ID}\t`, /Spaces/],
    ['braces', `{${ID}}`, /braces/],
    ['half of the braces', `${ID}}`, /braces/],
    ['double braces', `{{${ID}}}`, /braces/],
    ['quotes', `"${ID}"`, /quotes/],
    ['typographic quotes', `“${ID}”`, /quotes/],
    ['brackets', `[${ID}]`, /braces/],
    ['a full stop', `${ID}.`, /braces/],
    ['braces, encoded twice', `%7B${ID}%7D`, /decoded once more/],
    ['dashes, encoded twice', ID.replaceAll('-', '%2D'), /decoded once more/],
    ['dashes, encoded three times', ID.replaceAll('-', '%252D'), /decoded once more/],
    ['no dashes', ID.replaceAll('-', ''), /dashes/],
    ['no dashes, capitals', ID.replaceAll('-', '').toUpperCase(), /dashes/],
    ['underscores', ID.replaceAll('-', '_'), /dashes/],
    ['long dashes', ID.replaceAll('-', '–'), /dashes/],
    ['a dash moved', 'efb2a7d-2c01a-4e3f-b8a1-81b4568e9f32', /dashes/],
  ])('is repaired: %s', (_, text, note) => {
    const read = readClickId(text)
    expect(read).toMatchObject({ ok: true, id: { text: ID } })
    expect(read.ok && read.notes.join(' ')).toMatch(note)
  })

  it('is never changed by a repair when it is valid', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(readClickId(id)).toMatchObject({ ok: true, id: { text: id }, notes: [] })
      }),
    )
  })
})

describe('a click ID that was not sent', () => {
  it.each([
    ['absent', undefined, undefined],
    ['empty, as a literal #s2# leaves it', '', /#s2#/],
    ['blank', '  ', /empty/],
    ['null', 'null', /had no value/],
    ['undefined', 'undefined', /had no value/],
    ['zero', '0', /had no value/],
  ])('is missing: %s', (_, text, message) => {
    const read = readClickId(text)
    expect(read).toMatchObject({ ok: false, reason: 'missing_click_id' })
    if (message) expect(!read.ok && read.message).toMatch(message)
  })
})

describe('a macro in place of a click ID', () => {
  const macros = TRACKERS.flatMap(({ id, clickMacro }) => (clickMacro === null ? [] : [[id, clickMacro] as const]))

  it('has enough trackers to try', () => {
    expect(macros.length).toBeGreaterThan(50)
  })

  it.each(macros)('of %s is recognised: %s', (_, macro) => {
    expect(readClickId(macro)).toMatchObject({ ok: false, reason: 'unreplaced_macro' })
    // A macro that was encoded before it was put into the URL, once and twice.
    expect(readClickId(encodeURIComponent(macro))).toMatchObject({ ok: false, reason: 'unreplaced_macro' })
    expect(readClickId(encodeURIComponent(encodeURIComponent(macro)))).toMatchObject({ reason: 'unreplaced_macro' })
  })

  it.each([
    '{gk_click_id}',
    'gk_click_id',
    'TOBEREPLACED',
    'tobereplaced',
    'CLICK_ID',
    'YOUR_CLICK_ID',
    'INSERT-CLICK-ID-HERE',
    'click_id',
    'clickid',
    'sub1',
    'aff_sub',
    'transaction_id',
    '{sub1',
    'sub1}',
    '{sub1}extra',
    '%%CLICK_ID%%',
    '%CLICK%',
    '__CLICKID__',
    '<click id>',
    '$clickid',
    '#s2',
    '*sub*',
    ':click_id',
  ])('is recognised: %s', (text) => {
    expect(readClickId(text)).toMatchObject({ ok: false, reason: 'unreplaced_macro' })
  })
})

describe('a malformed click ID', () => {
  it.each([
    ['cut short', ID.slice(0, 20), /20 of 36 characters/, undefined],
    ['cut short at 32', ID.slice(0, 32), /32 of 36 characters/, undefined],
    ['cut short in braces', `{${ID.slice(0, 20)}}`, /20 of 36 characters/, undefined],
    ['cut short without dashes', ID.replaceAll('-', '').slice(0, 30), /30 hexadecimal digits/, undefined],
    ['too long', `${ID}ab`, /other text beside/, ID],
    ['a label before it', `click-${ID}`, /other text beside/, ID],
    ['a second question mark', `${ID}?cnv_amount=5`, /other text beside/, ID],
    ['two of them', `${ID},${ID.replace('e', 'a')}`, /2 click IDs/, undefined],
    ['the same one twice', `${ID},${ID}`, /other text beside/, ID],
    ['a wrong character', ID.replace('e', 'g'), /"g" at place 1 cannot/, undefined],
    ['O for 0', ID.replace('c01a', 'cO1a'), /"O" at place 11 cannot/, undefined],
    ['another platform’s ID', '1029384756-x81k', /15 characters, not the 36/, undefined],
    ['a number', '12345', /not the 36/, undefined],
    ['only marks', '{}', /"{}"/, undefined],
  ])('says what is wrong: %s', (_, text, message, meant) => {
    const read = readClickId(text)
    expect(read).toMatchObject({ ok: false, reason: 'malformed_click_id' })
    expect(!read.ok && read.message).toMatch(message)
    expect(!read.ok && read.meant).toBe(meant)
  })

  it('never throws and keeps its words short, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 80 })), (text) => {
        const read = readClickId(text)
        expect(read.ok ? 0 : (read.message ?? '').length).toBeLessThan(400)
      }),
    )
  })

  it('is told from its length alone where it is very long', () => {
    const started = performance.now()
    for (const part of ['{', '-', 'a', '%25', '!', '#a', '_', ' ']) {
      const read = readClickId(part.repeat(60_000 / part.length))
      expect(!read.ok && read.message).toMatch(/60000 characters/)
    }
    expect(performance.now() - started).toBeLessThan(200)
  })
})
