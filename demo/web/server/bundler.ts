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
  // Ended without the rest when it starts anew.
  const alto = new Processes(processes.folder)
  processes.onEnd(async () => await alto.end())
  const limits = { entryPoints: [stage.entryPoint], opsOfOneAccount: MANY_OPS }
  const start = async (): Promise<string> => await startAlto(alto, { rpcUrl, executors, utility, ...limits })
  let url: string | undefined = await start()

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
      await alto.end()
      url = await start()
    },
  }
  return bundler
}
