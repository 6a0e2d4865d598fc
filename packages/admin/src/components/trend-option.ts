import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import type { TrendPoint } from './trend'

export type TrendOption = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>

/** Colours of the theme, read from its CSS variables. */
export interface TrendColors {
  now: string
  before: string
  grid: string
  text: string
  ground: string
}

interface Drawing {
  points: readonly TrendPoint[]
  colors: TrendColors
  /** Whether there is a line of the range before. */
  compared: boolean
  /** Exact, for the tooltip. */
  text: (value: number) => string
  /** Short, for the axis. */
  axis: (value: number) => string
  animated: boolean
}

/** This range as a line with a tinted ground, the one before as a thin dashed one: told apart without their colours. */
export function trendOption({ points, colors, compared, text, axis, animated }: Drawing): TrendOption {
  const label = { color: colors.text, fontSize: 11, fontFamily: 'inherit' }
  return {
    animation: animated,
    animationDuration: 120,
    animationDurationUpdate: 120,
    grid: { left: 4, right: 12, top: 12, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: points.map((point) => point.label),
      boundaryGap: points.length === 1,
      axisLine: { lineStyle: { color: colors.grid } },
      axisTick: { show: false },
      axisLabel: { ...label, hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 4,
      splitLine: { lineStyle: { color: colors.grid } },
      axisLabel: { ...label, formatter: (value: number) => axis(value) },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: colors.ground,
      borderColor: colors.grid,
      padding: [8, 10],
      axisPointer: { type: 'line', lineStyle: { color: colors.before, type: 'solid', opacity: 0.5 } },
      formatter: (found) => tooltipOf(points[indexOf(found)], compared, text),
    },
    series: [...(compared ? [beforeSeries(points, colors)] : []), ...nowSeries(points, colors)],
  }
}

function nowSeries(points: readonly TrendPoint[], colors: TrendColors): LineSeriesOption[] {
  const last = points.length - 1
  const open = points[last]?.open === true && points.length > 1
  const line = { type: 'line', symbol: 'circle', symbolSize: 6, itemStyle: { color: colors.now }, z: 3 } as const
  const value = (point: TrendPoint | undefined) => point?.now ?? '-'
  const whole: LineSeriesOption = {
    ...line,
    name: 'This range',
    showSymbol: points.length === 1,
    lineStyle: { color: colors.now, width: 2 },
    areaStyle: { color: colors.now, opacity: 0.08 },
    data: points.map((point, index) => (open && index === last ? '-' : value(point))),
  }
  if (!open) return [whole]
  // The period that goes on is dashed: it is not less, it is not over.
  const rest = points.map((point, index) => (index >= last - 1 ? value(point) : '-'))
  const going: LineSeriesOption = {
    ...line,
    name: 'So far',
    showSymbol: false,
    lineStyle: { color: colors.now, width: 2, type: [3, 3] },
    data: rest,
  }
  return [whole, going]
}

function beforeSeries(points: readonly TrendPoint[], colors: TrendColors): LineSeriesOption {
  return {
    type: 'line',
    name: 'Range before',
    symbol: 'circle',
    symbolSize: 5,
    showSymbol: points.length === 1,
    itemStyle: { color: colors.before },
    lineStyle: { color: colors.before, width: 1.5, type: [5, 4] },
    data: points.map((point) => point.before ?? '-'),
    z: 2,
  }
}

function indexOf(found: unknown): number {
  const [first] = Array.isArray(found) ? (found as { dataIndex?: number }[]) : []
  return first?.dataIndex ?? -1
}

/** Text made of numbers and dates; still, nothing of it is read as HTML. */
function tooltipOf(point: TrendPoint | undefined, compared: boolean, text: (value: number) => string): string {
  if (!point) return ''
  const lines = [
    ...(point.now === undefined ? [] : [`<b>${escaped(text(point.now))}</b>${point.open ? ' so far' : ''}`]),
    ...(compared && point.before !== undefined ? [`${escaped(text(point.before))} in the range before`] : []),
  ]
  return [escaped(point.name), ...lines].join('<br>')
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (words: string) => words.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
