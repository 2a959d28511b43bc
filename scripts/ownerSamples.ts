// One example of every error of owners, stores and vaults.
import type { ErrorArgs, ErrorCode } from '../src'
import type { ownerTexts } from '../src/errors/ownerTexts'
import type { storeTexts } from '../src/errors/storeTexts'
import { ACCOUNT, hash, KEY, OTHER } from './sampleValues'

const PLACE = `1:${ACCOUNT}:${OTHER}:socio3`
const FILE = 'sessions/5f…e1.session.json'

/** The arguments of each example. */
export const ownerSamples: {
  readonly [Code in ErrorCode & keyof (typeof ownerTexts & typeof storeTexts)]: ErrorArgs<Code>
} = {
  KeyNotStorable: { signer: KEY },
  OwnerAccountWrong: { expected: ACCOUNT, actual: [OTHER] },
  OwnerAnswerNotValid: { method: 'eth_chainId', answer: '"mainnet"' },
  OwnerCallsDropped: { id: '0x1234', status: 400 },
  OwnerCallsPending: { id: hash('an op') },
  OwnerChainNotNamed: { chainId: 1n, named: [10n, 8_453n] },
  OwnerChainWrong: { expected: 8_453n, actual: 1n },
  OwnerDisconnected: { method: 'wallet_sendCalls' },
  OwnerFailed: { method: 'wallet_sendCalls', code: -32_603, message: 'internal error' },
  OwnerKeyMissing: {},
  OwnerMethodMissing: { method: 'wallet_sendCalls' },
  OwnerNotAtomic: { account: ACCOUNT, calls: 2 },
  OwnerNotConnected: { account: ACCOUNT },
  OwnerNotDelegated: { account: ACCOUNT },
  OwnerProviderMissing: {},
  OwnerRejected: { method: 'wallet_sendCalls' },
  KeyNotReadable: { where: 'the variable SESSION_KEY of the environment', reason: 'it is not set' },
  StoredKeyExposed: { where: 'sessions/5f…e1.key.json', mode: '644' },
  StoredKeyNotValid: { where: 'sessions/5f…e1.key.json', reason: 'it holds the key of another signer' },
  StoredPlaceDiffers: { where: FILE, kept: PLACE, asked: PLACE.replace('1:', '10:') },
  StoredSessionNotValid: { where: FILE, reason: 'it is no JSON' },
  StoredVersionUnknown: { where: FILE, format: 'latchkey-stored-session-2', expected: 'latchkey-stored-session-1' },
  StoreNotUsable: { where: FILE, reason: 'EACCES: permission denied' },
}
