// The looks of the report: one style sheet, light or dark as the reader's system is. Engines have a
// colour each; a box in the legend hides an engine by CSS alone.

/** Hues of the peers, far apart for neighbours; ours are shades of one blue. */
const peerHues = [28, 140, 320, 75, 355, 175, 270, 50, 110, 300]

/** Text that stays legible on both grounds, and engine colours by class name. */
export function printStyle(engines: readonly { name: string; ours: boolean }[]): string {
  const ours = engines.filter((each) => each.ours)
  const peers = engines.filter((each) => !each.ours)
  const colours = [
    ...ours.map(({ name }, i) => colour(name, `hsl(218 90% ${42 + i * 11}%)`)),
    ...peers.map(({ name }, i) => {
      const hue = peerHues[i % peerHues.length]
      return colour(name, `hsl(${hue} 60% var(--lightness))`)
    }),
  ]
  const hides = engines.map(
    ({ name }) => `body:has(#show-${name}:not(:checked)) circle.e-${name} { display: none }`,
  )
  return [base, ...colours, ...hides].join('\n')
}

function colour(name: string, value: string): string {
  return `.e-${name} { fill: ${value}; background: ${value} }`
}

const base = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1f24; --soft: #667; --line: #d8dce2; --good: 140; --lightness: 42%; --tint: 92% }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --ink: #e4e7eb; --soft: #98a2ad; --line: #323940; --lightness: 60%; --tint: 20% } }
body { background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin-bottom: .2rem } h2 { font-size: 1.15rem; margin-top: 2.2rem }
p, dd { color: var(--soft) } code { font-size: .9em }
svg { width: 100%; height: auto; font: 12px system-ui, sans-serif } svg text { fill: var(--ink) }
.label { text-anchor: end } .axis { text-anchor: middle; fill: var(--soft) }
.tick, .row { stroke: var(--line) } .one { stroke: var(--ink) }
circle { fill-opacity: .85; stroke: var(--ground) }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums }
th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap }
th:first-child, td:first-child { text-align: left } td.reason { text-align: left; color: var(--soft); white-space: normal }
.faster { background: hsl(140 45% var(--tint)) } .slower { background: hsl(20 60% var(--tint)) }
.legend label { display: inline-block; margin-right: 1rem; white-space: nowrap }
.key { display: inline-block; width: .8em; height: .8em; border-radius: 50%; margin-right: .3em }
details { margin: .3rem 0 } summary { cursor: pointer }
`
