// `npx latchkey` of the package as it is installed: a program that runs, and ends as docs/cli.md says.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { allow, createSession, describeSession, sessionId, sessionToJson, toAddress } from '../../src'
import { run } from './run'

const KEY = toAddress(`0x${'11'.repeat(20)}`)
const TARGET = toAddress(`0x${'22'.repeat(20)}`)
const NOW = 1_700_000_000

/** @throws With what it printed, if that is not what the package's own functions say. */
export function runProgram(folder: string): void {
  const session = createSession({
    signer: KEY,
    allow: [allow({ address: TARGET, abi: ['function upvotePost(uint256)'] }, 'upvotePost')],
    expires: NOW + 3_600,
    fees: { max: 10n ** 15n },
    now: NOW,
  })
  writeFileSync(join(folder, 'session.json'), JSON.stringify(sessionToJson(session)))
  const help = run(folder, 'npx', 'latchkey', '--help')
  if (!help.includes('describe') || !help.includes('revoke-all')) throw new Error(`Its help is\n${help}`)
  const said = run(folder, 'npx', 'latchkey', 'describe', 'session.json', '--at', String(NOW))
  const wanted = `${describeSession(session, { now: NOW })}\n\nSession id ${sessionId(session)}\n`
  if (said !== wanted) throw new Error(`It describes a session as\n${said}`)
  const { status } = spawnSync('npx', ['latchkey', 'describe', 'nowhere.json'], { cwd: folder, encoding: 'utf8' })
  if (status !== 2) throw new Error(`It ends with ${status ?? 'a signal'} where a file is missing`)
}
