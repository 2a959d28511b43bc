// Compiled, not run: what may be written to a contract whose ABI is a constant, and what may not.
import { parseAbi, type Abi, type PublicClient, type WalletClient } from 'viem'
import type { BundlerClient, SmartAccount, SoladySmartAccountImplementation } from 'viem/account-abstraction'

import type { Hex } from '../../../src'
import { openSessions, type SessionClient } from '../../../src/viem'

const address = `0x${'11'.repeat(20)}` as const

const json = [
  {
    type: 'function',
    name: 'upvotePost',
    inputs: [{ name: 'postId', type: 'uint256' }],
    outputs: [],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    name: 'tip',
    inputs: [{ name: 'postId', type: 'uint256' }],
    outputs: [],
    stateMutability: 'payable',
  },
  {
    type: 'function',
    name: 'getPost',
    inputs: [{ name: 'postId', type: 'uint256' }],
    outputs: [{ name: '', type: 'string' }],
    stateMutability: 'view',
  },
  { type: 'function', name: 'pause', inputs: [], outputs: [], stateMutability: 'nonpayable' },
] as const
const text = parseAbi(['function createPost(string text, bool pinned)'])

export async function writes(session: SessionClient, wide: Abi): Promise<readonly Hex[]> {
  // @ts-expect-error no function of that name
  await session.writeContract({ address, abi: json, functionName: 'upvote', args: [1n] })
  // @ts-expect-error what only reads is not written
  await session.writeContract({ address, abi: json, functionName: 'getPost', args: [1n] })
  // @ts-expect-error a number of the chain is a bigint
  await session.writeContract({ address, abi: json, functionName: 'upvotePost', args: [1] })
  // @ts-expect-error an argument is missing
  await session.writeContract({ address, abi: json, functionName: 'upvotePost', args: [] })
  // @ts-expect-error the arguments are missing
  await session.writeContract({ address, abi: json, functionName: 'upvotePost' })
  // @ts-expect-error it takes no value
  await session.writeContract({ address, abi: json, functionName: 'upvotePost', args: [1n], value: 1n })
  // @ts-expect-error a number is no text
  await session.writeContract({ address, abi: text, functionName: 'createPost', args: [1n, true] })
  // @ts-expect-error a name is no address
  await session.writeContract({ address: 'socio3.eth', abi: json, functionName: 'pause' })
  return [
    await session.writeContract({ address, abi: json, functionName: 'upvotePost', args: [1n], alone: true }),
    await session.writeContract({ address, abi: json, functionName: 'tip', args: [1n], value: 1n }),
    await session.writeContract({ address, abi: json, functionName: 'pause' }),
    await session.writeContract({ address, abi: text, functionName: 'createPost', args: ['a', true] }),
    await session.writeContract({ address, abi: wide, functionName: 'anything', args: [1, 2], value: 3n }),
  ]
}

export async function batches(session: SessionClient): Promise<Hex> {
  // @ts-expect-error no function of that name
  await session.sendCalls({ calls: [{ to: address, abi: json, functionName: 'upvote', args: [1n] }] })
  // @ts-expect-error a number of the chain is a bigint
  await session.sendCalls({ calls: [{ to: address, abi: json, functionName: 'upvotePost', args: [1] }] })
  // @ts-expect-error the same before it is sent
  await session.can({ calls: [{ to: address, abi: json, functionName: 'upvote', args: [1n] }] })
  const { id } = await session.sendCalls({
    calls: [
      { to: address, abi: json, functionName: 'upvotePost', args: [1n] },
      { to: address, abi: text, functionName: 'createPost', args: ['a', false] },
      { to: address, data: '0x12345678', value: 1n },
    ],
    alone: true,
  })
  await session.sendCalls({
    calls: [1n, 2n].map((id) => ({ to: address, abi: json, functionName: 'tip', args: [id] }) as const),
  })
  return id
}

export async function clients(
  bundler: BundlerClient,
  publicClient: PublicClient,
  wallet: WalletClient,
  account: SmartAccount,
  solady: SmartAccount<SoladySmartAccountImplementation>,
): Promise<void> {
  await openSessions({ client: bundler, account })
  await openSessions({ client: bundler, publicClient, account: solady, app: 'socio3' })
  await openSessions({ client: wallet, account })
  // @ts-expect-error there is no account
  await openSessions({ client: bundler })
  // @ts-expect-error the chain is read by a client
  await openSessions({ client: bundler, account, provider: publicClient })
}
