// The bundler, which can be ended and started again, and the faults that a bundler can have.
import { setTimeout as pause } from 'node:timers/promises'

import { startAlto } from '../../../e2e/bundler/alto'
import { startTracerProxy } from '../../../e2e/bundler/tracerProxy'
import { richWallet } from '../../../e2e/chain/anvil'
import { Processes } from '../../../e2e/processes/Processes'
import type { WebStage } from './stage'

const EXECUTORS = ['executor 0', 'executor 1', 'executor 2', 'executor 3']
/** This bundler counts what it refuses, for ever: more than anybody has refused here. */
const MANY_OPS = 200

/** The bundler of the stage, and its moods. */
export interface WebBundler {
  /** Milliseconds that every answer takes longer. */
  delay: number
  /** Whether it is not to be reached. */
  isDown: boolean
  /** Passes a JSON-RPC text on. Undefined: nobody answers. */
  answer(body: string): Promise<string | undefined>
  /** Ends it, with all that it held, and starts it anew. */
  restart(): Promise<void>
}

/** Starts it; it ends with the processes. */
export async function startBundler(processes: Processes, stage: WebStage): Promise<WebBundler> {
  const rpcUrl = await startTracerProxy(processes, stage.url)
  const executors = await Promise.all(EXECUTORS.map(async (name) => await richWallet(stage, name)))
  const utility = await richWallet(stage, 'utility')
  const start = async (own: Processes): Promise<string> =>
    await startAlto(own, { rpcUrl, entryPoints: [stage.entryPoint], executors, utility, opsOfOneAccount: MANY_OPS })
  let url: string | undefined = await start(processes)
  let latest: Processes | undefined
  // What was started last is ended with the rest.
  processes.onEnd(() => {
    const last = latest
    void last?.end().then(() => last.forget())
  })

  const bundler: WebBundler = {
    delay: 0,
    isDown: false,
    answer: async (body) => {
      if (bundler.delay > 0) await pause(bundler.delay)
      if (bundler.isDown || url === undefined) return undefined
      try {
        const headers = { 'content-type': 'application/json' }
        const answered = await fetch(url, { method: 'POST', headers, body })
        return await answered.text()
      } catch {
        return undefined
      }
    },
    restart: async () => {
      url = undefined
      await latest?.end()
      latest?.forget()
      latest = new Processes()
      url = await start(latest)
    },
  }
  return bundler
}
