// A run from its start to its last line. What it starts it ends, also when it fails or is told to stop; the logs stay if anything
// failed.
import { Report } from './checks/Report'
import { Processes } from './processes/Processes'

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const

/** @param play All scenes: what they start, they start by these processes. */
export async function reportRun(play: (processes: Processes, report: Report) => Promise<void>): Promise<void> {
  const start = Date.now()
  const processes = new Processes()
  const report = new Report()
  for (const [signal, status] of SIGNALS)
    process.once(signal, () => {
      console.log(`\nTold to stop. Logs: ${processes.folder}`)
      process.exit(status)
    })
  try {
    await report.all(async () => await play(processes, report))
  } finally {
    await processes.end()
  }
  console.log(`\n${((Date.now() - start) / 1_000).toFixed(0)} s`)
  if (report.failed === 0) processes.forget()
  else console.log(`Logs: ${processes.folder}`)
  report.conclude()
}
