// viem's clients on the test chain: an EIP-1193 transport onto Hardhat's network and the in-process bundler, and the example
// account as a smart account of viem whose owner counts what it signs.
import { concat, createPublicClient, custom, parseAbi, type Hex, type Transport } from 'viem'
import {
  createBundlerClient,
  entryPoint07Abi,
  entryPoint08Abi,
  entryPoint09Abi,
  getUserOperationHash,
  toSmartAccount,
  type SmartAccount,
} from 'viem/account-abstraction'
import { privateKeyToAccount } from 'viem/accounts'
import { hardhat as chain } from 'viem/chains'
import { network } from 'hardhat'

import { serveBundler } from '../../../scripts/package/serveBundler'
import { openZeppelinAccount, openZeppelinOwner, type Address, type Bundler } from '../../../src'
import { openSessions, type ViemSessionsOptions } from '../../../src/viem'
import type { Sessions } from '../../../src'
import { openLoop, type Loop, type LoopOptions } from '../sessions/stage'

const ABIS = { '0.7': entryPoint07Abi, '0.8': entryPoint08Abi, '0.9': entryPoint09Abi } as const

/** One JSON-RPC call, as it went over the transport. */
export interface Asked {
  readonly method: string
  readonly params: readonly unknown[]
}

/** Answers what bundlers answer by this one, and the rest by the chain. */
export function transportTo(bundler: Bundler, asked: Asked[] = [], retryCount = 0): Transport {
  const askBundler = serveBundler(bundler)
  return custom(
    {
      request: async ({ method, params = [] }: { method: string; params?: unknown[] }) => {
        asked.push({ method, params })
        if (!/UserOperation|EntryPoints/.test(method)) return await network.provider.request({ method, params })
        return await askBundler(method, params).catch((thrown: unknown) => {
          const { message, code, data } = thrown as { message: string; code?: unknown; data?: unknown }
          throw Object.assign(new Error(message), { code: typeof code === 'number' ? code : -32_500, data })
        })
      },
    },
    { retryCount, retryDelay: 1 },
  )
}

/** The example account of OpenZeppelin's kind. @param signed What its owner was asked for, in order. */
export async function toExampleAccount(loop: Loop, signed: string[]): Promise<SmartAccount> {
  const { account: address, opened, options } = loop
  const { version } = options.entryPoint
  const client = createPublicClient({ chain, transport: custom(network.provider) })
  const validator = opened.ownerValidator as Address
  const owner = privateKeyToAccount(opened.owner.privateKey as Hex)
  const entryPoint = { abi: ABIS[version], address: options.entryPoint.address, version }
  return await toSmartAccount({
    client,
    entryPoint,
    getAddress: async () => await Promise.resolve(address),
    encodeCalls: async (calls) => await Promise.resolve(openZeppelinAccount.encodeExecute(calls)),
    getFactoryArgs: async () =>
      await Promise.resolve({
        factory: opened.initCode.slice(0, 42) as Hex,
        factoryData: `0x${opened.initCode.slice(42)}`,
      }),
    getNonce: async () =>
      await client.readContract({
        address: entryPoint.address,
        abi: parseAbi(['function getNonce(address, uint192) view returns (uint256)']),
        functionName: 'getNonce',
        args: [address, openZeppelinAccount.nonceKey(validator, 0)],
      }),
    getStubSignature: async () => await Promise.resolve(openZeppelinOwner(validator).dummySignature),
    signMessage: async () => await Promise.reject(new Error('nobody asks for messages')),
    signTypedData: async (typedData) => {
      signed.push(`typed data: ${typedData.primaryType}`)
      return concat([validator, await owner.signTypedData(typedData as never)])
    },
    signUserOperation: async ({ chainId = chain.id, ...op }) => {
      signed.push('op')
      const userOperation = { ...op, sender: address, signature: '0x' } as const
      return await owner.sign({
        hash: getUserOperationHash({
          chainId,
          entryPointAddress: entryPoint.address,
          entryPointVersion: version,
          userOperation: userOperation,
        }),
      })
    },
  })
}

export interface ViemLoop extends Loop {
  readonly smartAccount: SmartAccount
  /** What the owner was asked for, in order. */
  readonly signed: readonly string[]
  /** What went over the bundler client's transport. */
  readonly asked: readonly Asked[]
  readonly openViem: (changes?: Partial<ViemSessionsOptions>) => Promise<Sessions>
}

export async function openViemLoop(options: LoopOptions = {}): Promise<ViemLoop> {
  const loop = await openLoop(options)
  const [signed, asked]: [string[], Asked[]] = [[], []]
  const smartAccount = await toExampleAccount(loop, signed)
  const publicClient = createPublicClient({ chain, transport: custom(network.provider) })
  const client = createBundlerClient({ client: publicClient, transport: transportTo(loop.bundler, asked) })
  const lens = (await loop.chain.lens.getAddress()) as Address
  const { module, clock, store, vault } = loop
  const openViem: ViemLoop['openViem'] = async (changes) =>
    await openSessions({ client, account: smartAccount, module, lens, clock, store, vault, ...changes })
  return { ...loop, smartAccount, signed, asked, openViem }
}
