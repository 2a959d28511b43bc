// The owner ends one session.
import { revokeCall } from '../../accounts'
import { sessionKeyValidatorAt, type Hex } from '../../contracts'
import { LatchkeyError } from '../../errors'
import { sessionId, toSessionId, type SessionId } from '../../session'
import { readUsageWords, type SessionStatus } from '../../verdict'
import type { Command } from '../Command'
import { missing, type Given } from '../Given'
import { openChain } from '../openChain'
import { placeOf } from '../placeOf'
import { printCalls } from '../printCalls'
import { readOwned, type Owned } from '../readOwned'
import { readSubject } from '../readSubject'
import { sendAsOwner } from '../sendAsOwner'

/** @internal */
export const revoke: Command = {
  name: 'revoke',
  summary: 'ends one session for good, in the name of the owner',
  about:
    "Sends the owner's op that revokes the session, and ends when the chain has it. A revoked session cannot be granted again. Also for one that was signed and not used yet. With --direct no bundler can hold it up.",
  args: [['[file]', 'the session; or give its --id']],
  shared: ['id', 'rpc', 'account', 'module', 'bundler', 'direct', 'ownerKeyFile', 'ownerValidator', 'print', 'yes'],
  examples: [
    [
      'latchkey revoke --id 0x… --account 0x… --rpc https://… --direct --owner-validator 0x… --owner-key-file owner.key',
      'one that `latchkey list` has shown',
    ],
    ['latchkey revoke session.json --account 0x… --rpc https://… --print', 'the call, for a wallet'],
  ],
  exits: '0 it is revoked · 1 the owner or the chain said no · 2 no session, key or yes · 3 node or bundler in trouble',
  run: async (given) => {
    const { id, ...subject } = await idOf(given)
    const chain = await openChain(given, { chainId: subject.chainId })
    const owned = await readOwned(chain, placeOf(given, subject))
    const { account, module } = owned
    const calls = [revokeCall({ module, id })]
    const json = { id, chainId: chain.chainId, account, module }
    const status = await statusOf(owned, id)
    if (status === 'Revoked')
      return { text: `Session ${id} is revoked already.`, json: { ...json, alreadyOver: true, transactionHash: null } }
    if (given.is('print')) {
      const { lines, json: printed } = printCalls(owned, calls)
      return { text: lines.join('\n'), json: { ...json, ...printed } }
    }
    const transactionHash = await sendAsOwner(given, owned, {
      calls,
      shown: `Session ${id} of ${account} on chain ${chain.chainId}: ${status === 'Live' ? 'granted' : status}`,
      question: 'Revoke it for good',
      isDone: async () => ['Revoked', 'NotInstalled'].includes(await statusOf(owned, id)),
      notSeen: (hash) => new LatchkeyError('RevocationNotSeen', { transactionHash: hash }),
    })
    return {
      text: `Revoked session ${id} in transaction ${transactionHash}`,
      json: { ...json, alreadyOver: false, transactionHash },
    }
  },
}

async function idOf(given: Given) {
  const [path] = given.args
  const id = given.hex('id', 32)
  if ((path === undefined) === (id === undefined)) throw missing('<file>', 'a session file, or --id, and not both')
  if (path === undefined)
    return { id: toSessionId(id ?? '0x'), account: undefined, module: undefined, chainId: undefined }
  const { session, account, module, chainId } = await readSubject(given.io, path)
  return { id: sessionId(session), account, module, chainId }
}

async function statusOf({ chain, account, module }: Owned, id: SessionId): Promise<SessionStatus> {
  const contract = sessionKeyValidatorAt(module, chain.provider)
  const [epoch, usage] = await Promise.all([contract.getEpoch(account), contract.getUsage(account, id)])
  return readUsageWords({ id, epoch: epoch as Hex, usage: usage as Hex }).status
}
