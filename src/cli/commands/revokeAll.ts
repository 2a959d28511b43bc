// The owner ends every session of the account.
import { randomSalt, revokeAllCall } from '../../accounts'
import { sessionKeyValidatorAt } from '../../contracts'
import { LatchkeyError } from '../../errors'
import type { Command } from '../Command'
import { openChain } from '../openChain'
import { placeOf } from '../placeOf'
import { printCalls } from '../printCalls'
import { readOwned } from '../readOwned'
import { sendAsOwner } from '../sendAsOwner'

/** @internal */
export const revokeAll: Command = {
  name: 'revoke-all',
  summary: 'ends every session of the account, in the name of the owner',
  about:
    "Sends the owner's op that ends all sessions at once, those of other apps too, and every grant that was signed and not used. The module stays installed; new sessions can be granted afterwards.",
  args: [],
  shared: ['rpc', 'ownAccount', 'module', 'bundler', 'direct', 'ownerKeyFile', 'ownerValidator', 'print', 'yes'],
  examples: [
    [
      'latchkey revoke-all --account 0x… --rpc https://… --direct --owner-validator 0x… --owner-key-file owner.key --yes',
      'at once, without a question and without a bundler',
    ],
    ['latchkey revoke-all --account 0x… --rpc https://… --print', 'the call, for a wallet'],
  ],
  exits: '0 all are over · 1 the owner or the chain said no · 2 no account, key or yes · 3 node or bundler in trouble',
  run: async (given) => {
    const chain = await openChain(given)
    const owned = await readOwned(chain, placeOf(given))
    const { account, module, epoch, installed } = owned
    const json = { chainId: chain.chainId, account, module }
    if (!installed)
      return {
        text: `Nothing to end: ${account} does not have the module installed.`,
        json: { ...json, alreadyOver: true, transactionHash: null },
      }
    const calls = [revokeAllCall({ module, salt: randomSalt() })]
    if (given.is('print')) {
      const { lines, json: printed } = printCalls(owned, calls)
      return { text: lines.join('\n'), json: { ...json, ...printed } }
    }
    const transactionHash = await sendAsOwner(given, owned, {
      calls,
      shown: `All sessions of ${account} on chain ${chain.chainId}, of every app, and all grants that were signed and not used`,
      question: 'End them all',
      isDone: async () => (await sessionKeyValidatorAt(module, chain.provider).getEpoch(account)) !== epoch,
      notSeen: (hash) => new LatchkeyError('RevocationNotSeen', { transactionHash: hash }),
    })
    return {
      text: `All sessions of ${account} are over, by transaction ${transactionHash}`,
      json: { ...json, alreadyOver: false, transactionHash },
    }
  },
}
