// The files that docs/cli.md takes for given.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  entryPointInterface,
  requestToJson,
  sessionKeyValidatorInterface,
  sessionToJson,
  type SessionRequest,
} from '../../src'
import { ACCOUNT, aPermission, aSession, MODULE, NOW, SOCIO3 } from '../client/builders'

/** Upvotes for an hour, twenty at most. */
export const PAGE_SESSION = aSession({ maxCalls: 20, permissions: [aPermission()] })

const request: SessionRequest = {
  app: 'socio3',
  chainId: 1n,
  account: ACCOUNT,
  module: MODULE,
  session: PAGE_SESSION,
  before: undefined,
}

/** When the page is read. */
export const PAGE_TIME = NOW

const refused = sessionKeyValidatorInterface.encodeErrorResult('CallsOverLimit', [21n, 20n])

/** By name. */
export const PAGE_FILES: Readonly<Record<string, string>> = {
  'session.json': JSON.stringify(sessionToJson(PAGE_SESSION), null, 2),
  'request.json': JSON.stringify(requestToJson(request), null, 2),
  'names.json': JSON.stringify({
    labels: { [SOCIO3]: 'Socio3' },
    abis: { [SOCIO3]: ['function upvotePost(uint256 postId)'] },
  }),
  'revert.txt': entryPointInterface.encodeErrorResult('FailedOpWithRevert', [0, 'AA23 reverted', refused]),
}

/** Puts them into a folder. */
export function writePageFiles(more: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-page-'))
  for (const [name, text] of Object.entries({ ...PAGE_FILES, ...more }))
    writeFileSync(join(folder, name), text, { mode: 0o600 })
  return folder
}
