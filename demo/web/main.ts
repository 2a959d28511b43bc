// `npm run demo:web`: Socio3 in the browser. Starts a chain, a real bundler and the page on 127.0.0.1, and ends all of it with Ctrl-C.
import { Processes } from '../../e2e/processes/Processes'
import { settingsOf } from './server/settings'
import { start } from './server/start'

async function main(): Promise<void> {
  const processes = new Processes()
  const end = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
  let isStarted = false
  try {
    console.log('Starting a chain, a bundler and the page')
    const running = await Promise.race([start(processes, false), end])
    if (running !== undefined) {
      isStarted = true
      console.log(`\n  Socio3         ${running.url}\n  its wallet     ${running.url}#wallet\n`)
      console.log(
        `For a page of your own (docs/page.md), as its .env.local:\n\n${await settingsOf(running.url, running.stage)}`,
      )
      console.log('Ctrl-C ends all of it.')
      await end
    }
  } finally {
    await processes.end()
  }
  if (isStarted) processes.forget()
  console.log('\nEnded.')
}

main().then(
  () => process.exit(0),
  (reason: unknown) => {
    console.error(reason)
    process.exit(1)
  },
)
