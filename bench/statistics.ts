// The few statistics the measurements need.

export function minimum(values: readonly number[]): number {
  return Math.min(...values)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1] ?? Number.NaN
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN
  return (lower + upper) / 2
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/** The exponent of a power law through `points`: the slope of their least-squares line in logs. */
export function fitExponent(points: readonly { size: number; cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }))
  const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length
  const [x0, y0] = [mean(logs.map(({ x }) => x)), mean(logs.map(({ y }) => y))]
  const covariance = mean(logs.map(({ x, y }) => (x - x0) * (y - y0)))
  return covariance / mean(logs.map(({ x }) => (x - x0) ** 2))
}
