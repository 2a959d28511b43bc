// The command line in a process of its own making: what it prints is kept, what it reads is given.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { ExitCode } from '../../src/cli/Answer'
import type { Io } from '../../src/cli/Io'
import { run } from '../../src/cli/run'
import { requestToJson, sessionToJson, type Session, type SessionRequest } from '../../src'
import { ACCOUNT, MODULE, NOW } from '../client/builders'

/** What a run left behind. */
export interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
  /** Standard output as JSON. */
  readonly json: () => Record<string, unknown>
}

/** Runs one command line; nobody sits at the terminal, and every URL leads nowhere, unless said otherwise. */
export async function latchkey(argv: readonly string[], changes: Partial<Io> = {}): Promise<Ran> {
  const printed = { out: '', err: '' }
  const code = await run(argv, {
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    env: {},
    stdin: () => Promise.resolve(''),
    ask: undefined,
    onInterrupt: () => () => undefined,
    now: () => NOW,
    connect: () => {
      throw new Error('this test has no chain')
    },
    ...changes,
  })
  return { code, ...printed, json: () => JSON.parse(printed.out) as Record<string, unknown> }
}

/** A file with this text, or with this value as JSON. */
export function fileWith(content: unknown, name = 'file.json', mode = 0o644): string {
  const path = join(mkdtempSync(join(tmpdir(), 'latchkey-cli-')), name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode })
  return path
}

export const sessionFile = (session: Session): string => fileWith(sessionToJson(session), 'session.json')

export const requestFile = (request: Partial<SessionRequest> & Pick<SessionRequest, 'session'>): string =>
  fileWith(
    requestToJson({ app: 'socio3', chainId: 1n, account: ACCOUNT, module: MODULE, before: undefined, ...request }),
    'request.json',
  )
