// The second kind of account that tests run on (`SecondAccountMock` and the adversaries that derive from it), and one name
// for each kind, so that a test can run on both.
import { AbiCoder, Interface } from 'ethers'

import { encodeExecute, type AccountAdapter, type Hex, type Session } from '../../src'
import type { AccountParams, TestAccount, Version } from './fixture'
import { openMockAccount } from './mockAccount'
import { install, openSessionAccount, type SessionChain } from './session'

const account = new Interface([
  'function installModule(uint256 moduleTypeId,address module,bytes initData)',
  'function uninstallModule(uint256 moduleTypeId,address module,bytes deInitData)',
])
const SENTINEL = '0x0000000000000000000000000000000000000001'
const VALIDATOR_TYPE = 1

/** Nonce key: lane 3 bytes | mode 1, zero | validator 20. Uninstall data = abi.encode(previous, data), as on Nexus. */
export const secondAccount: AccountAdapter = {
  accountId: 'latchkey.test.second',
  lanes: 2 ** 24,
  ownerSeesTypedData: false,
  nonceKey: (validator, lane) => (BigInt(lane) << 168n) | BigInt(validator),
  encodeExecute,
  installValidator: ({ account: to, validator, data }) => ({
    to,
    value: 0n,
    data: account.encodeFunctionData('installModule', [VALIDATOR_TYPE, validator, data]) as Hex,
  }),
  // The validator that was installed last stands first, after the sentinel.
  uninstallValidator: ({ account: to, validator, data, previous = SENTINEL }) => {
    const uninstallData = AbiCoder.defaultAbiCoder().encode(['address', 'bytes'], [previous, data])
    const call = account.encodeFunctionData('uninstallModule', [VALIDATOR_TYPE, validator, uninstallData])
    return { to, value: 0n, data: call as Hex }
  },
}

/**
 * An account of the second kind with the module installed and these sessions granted.
 *
 * @param name `SecondAccountMock`, or an adversary that derives from it.
 */
export async function openSecondAccount(
  chain: SessionChain,
  sessions: readonly Session[],
  version: Version,
  name = 'SecondAccountMock',
): Promise<TestAccount> {
  const opened = { ...(await openMockAccount(chain, name, version)), adapter: secondAccount }
  await install(chain, opened, sessions)
  return opened
}

/** The kinds of account, each with the module installed and these sessions granted. */
export const ACCOUNTS: Readonly<
  Record<
    string,
    (chain: SessionChain, sessions: readonly Session[], params: Pick<AccountParams, 'version'>) => Promise<TestAccount>
  >
> = {
  "OpenZeppelin's account": openSessionAccount,
  'the second account': async (chain, sessions, { version = 'v07' }) =>
    await openSecondAccount(chain, sessions, version),
}
