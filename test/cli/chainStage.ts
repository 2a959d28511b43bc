// An account on Hardhat's chain, and the command line with a node and a bundler behind URLs.
import { ethers, network } from 'hardhat'

import { inProcessBundler, type Address, type Session } from '../../src'
import type { Io } from '../../src/cli/Io'
import type { Request } from '../../src/rpc'
import { serveBundler } from '../../scripts/package/serveBundler'
import { openOwned, type Owned } from '../client/owner/ownedAccount'
import { fileWith, latchkey, type Ran } from './stage'

export const NODE = 'http://127.0.0.1:8545/a-key-of-the-service'
export const BUNDLER = 'http://bundler.test'

export interface CliStage extends Owned {
  /** Runs a command line that knows the node, and the account. */
  readonly cli: (argv: readonly string[], changes?: Partial<Io>) => Promise<Ran>
  /** The options with which the owner sends, without a question. */
  readonly asOwner: readonly string[]
  /** The account and its module as options. */
  readonly here: readonly string[]
  /** Grants by an op of the owner, and installs the module with the first. */
  readonly grants: (...sessions: readonly Session[]) => Promise<void>
  /** How many ops the account has sent. */
  readonly ops: () => Promise<number>
}

/** The node of the chain: its errors come as a node has them. */
const askNode: Request = async ({ method, params }) => await network.provider.request({ method, params: [...params] })

export async function openCli(): Promise<CliStage> {
  const owned = await openOwned()
  const { account, module, opened, options, chain } = owned
  const bundler = serveBundler(inProcessBundler({ signer: chain.bundler, entryPoint: options.entryPoint }))
  const connect = (url: string): Request =>
    url === NODE ? askNode : async ({ method, params }) => await bundler(method, params)
  const here = ['--account', account, '--module', module]
  const cli: CliStage['cli'] = async (argv, changes = {}) =>
    await latchkey(argv, { connect, ...changes, env: { LATCHKEY_RPC_URL: NODE, ...changes.env } })
  const keyFile = fileWith(`${opened.owner.privateKey}\n`, 'owner.key', 0o600)
  const asOwner = [
    '--bundler',
    BUNDLER,
    '--owner-validator',
    opened.ownerValidator,
    '--owner-key-file',
    keyFile,
    '--yes',
  ]
  const grants: CliStage['grants'] = async (...sessions) => {
    const { grantCall, installCall, openZeppelinAccount, randomSalt } = await import('../../src')
    const isFirst = BigInt(await chain.module.getEpoch(account)) % 2n === 0n
    const calls = isFirst
      ? [installCall({ adapter: openZeppelinAccount, account, module, salt: randomSalt(), sessions })]
      : sessions.map((session) => grantCall({ module, session, account }))
    const sent = await owned.ownerWith({}).sendCalls({ chainId: chain.chainId, account, calls })
    if (!(await sent.wait()).success) throw new Error('the calls of the owner reverted')
  }
  const ops = async (): Promise<number> => {
    const filter = opened.entryPoint.contract.filters['UserOperationEvent'](undefined, account)
    return (await opened.entryPoint.contract.connect(ethers.provider).queryFilter(filter)).length
  }
  return { ...owned, cli, here, asOwner, grants, ops }
}

/** The address as options have it. */
export const accountOf = ({ account }: { readonly account: Address }): readonly string[] => ['--account', account]
