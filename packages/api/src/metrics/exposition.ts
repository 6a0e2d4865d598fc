import type { HistogramCounts } from './histogram.js'

/** Names and values are words of ours: nothing in them has to be escaped. */
export type Labels = Readonly<Record<string, string | number>>

interface Sample {
  readonly labels?: Labels
  readonly value: number
}

/** Text in Prometheus' exposition format 0.0.4, built up a metric at a time. */
export function createExposition() {
  const lines: string[] = []

  function family(name: string, type: string, help: string): void {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
  }

  function add(type: 'counter' | 'gauge', name: string, help: string, samples: readonly Sample[]): void {
    family(name, type, help)
    for (const { labels = {}, value } of samples) lines.push(`${name}${labelText(labels)} ${value}`)
  }

  return {
    counter: (name: string, help: string, samples: readonly Sample[]) => add('counter', name, help, samples),
    gauge: (name: string, help: string, samples: readonly Sample[]) => add('gauge', name, help, samples),

    /** `scale`: how many of the unit in which was counted make one of the metric's. */
    histogram(name: string, help: string, bounds: readonly number[], { counts, sum }: HistogramCounts, scale = 1) {
      family(name, 'histogram', help)
      let total = 0
      counts.forEach((count, index) => {
        total += count
        const bound = bounds[index]
        lines.push(`${name}_bucket{le="${bound === undefined ? '+Inf' : bound / scale}"} ${total}`)
      })
      lines.push(`${name}_sum ${sum / scale}`, `${name}_count ${total}`)
    },

    text: () => `${lines.join('\n')}\n`,
  }
}
export type Exposition = ReturnType<typeof createExposition>

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}
