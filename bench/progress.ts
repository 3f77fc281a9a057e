// Says on standard error how far the measurements are: on a terminal one line that is written over,
// elsewhere a line for each round of a program.

import type { Step } from './measure.ts'

export class Progress {
  private readonly terminal = process.stderr.isTTY === true
  private readonly started = performance.now()
  private round = ''

  /** To be called after every run. */
  readonly step = (step: Step) => {
    if (this.terminal) this.overwrite(step)
    else this.append(step)
  }

  /** Leaves the line clean for what is printed next. */
  end(): void {
    if (this.terminal) process.stderr.write('\r\x1b[K')
    else if (this.round !== '') process.stderr.write('\n')
  }

  private overwrite({ done, total, program, engine, repeat, outcome }: Step): void {
    const seconds = (performance.now() - this.started) / 1000
    const left = done === 0 ? 0 : (seconds / done) * (total - done)
    const text = `[${done}/${total}] ${program} ${repeat}: ${engine} ${show(outcome)}`
    const times = `${seconds.toFixed(0)} s, about ${left.toFixed(0)} s left`
    process.stderr.write(`\r\x1b[K${text}   ${times}`.slice(0, process.stderr.columns))
  }

  private append({ program, engine, repeat, outcome }: Step): void {
    const round = `${program} ${repeat}:`
    if (round !== this.round) process.stderr.write(`${this.round === '' ? '' : '\n'}${round}`)
    this.round = round
    process.stderr.write(`  ${engine} ${show(outcome)}`)
  }
}

function show(outcome: Step['outcome']): string {
  return 'reason' in outcome ? outcome.kind : (outcome.ownMs ?? outcome.processMs).toFixed(0)
}
