// One example of every error of opening, granting and ending sessions.
import type { ErrorArgs, ErrorCode } from '../src'
import type { clientTexts } from '../src/errors/clientTexts'
import { ACCOUNT, hash, KEY, OTHER, SESSION, TARGET } from './sampleValues'

/** The arguments of each example. */
export const sessionsSamples: { readonly [Code in ErrorCode & keyof typeof clientTexts]: ErrorArgs<Code> } = {
  AccountKindUnknown: {
    account: ACCOUNT,
    accountId: 'acme.wallet.v2',
    known: ['@openzeppelin/contracts.AccountERC7579'],
  },
  AccountNotDeployed: { account: ACCOUNT },
  EntryPointUnknown: { found: [OTHER] },
  GrantNotSeen: { id: SESSION },
  LensOfOtherModule: { lens: OTHER, actual: TARGET, expected: ACCOUNT },
  ModuleCodeDiffers: { address: TARGET, codeHash: hash('some code'), expected: hash('the code') },
  ModuleNotDeployed: { address: TARGET, chainId: 10n },
  ModuleVersionDiffers: { module: TARGET, version: '9.9.9', expected: '0.1.0' },
  OwnerCallsReverted: { transactionHash: hash('a transaction') },
  RequestRefused: { findings: [`Permission 0 calls the account itself, ${ACCOUNT}.`] },
  RevocationNotSeen: { transactionHash: hash('a transaction') },
  SessionClosed: { reason: 'it was renewed' },
  SessionKeyMissing: { signer: KEY },
  SessionProviderMissing: {},
}
