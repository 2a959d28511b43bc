// A deployed account of any kind as a smart account of viem, as docs/viem.md writes one out. Its owner is an account of viem.
import {
  concat,
  entryPoint07Abi,
  entryPoint08Abi,
  entryPoint09Abi,
  getUserOperationHash,
  parseAbi,
  privateKeyToAccount,
  toSmartAccount,
  type Hex,
  type PublicClient,
  type SmartAccount,
} from '../../scripts/viem'
import type { Scene } from './Scene'

const ABIS = { '0.7': entryPoint07Abi, '0.8': entryPoint08Abi, '0.9': entryPoint09Abi } as const
const NONCE_ABI = parseAbi(['function getNonce(address, uint192) view returns (uint256)'])

type Place = Pick<Scene, 'account' | 'chainId' | 'entryPoint' | 'kind' | 'ownerKey' | 'signatures'>

/** @param signed Gets what the owner was asked to sign, in order. */
export async function viemAccount(client: PublicClient, scene: Place, signed: string[]): Promise<SmartAccount> {
  const { account, chainId, entryPoint, kind, ownerKey, signatures } = scene
  const { address: entryPointAddress, version: entryPointVersion } = entryPoint
  const { validator, nonceKey = kind.adapter.nonceKey(validator, 0), dummySignature } = signatures
  const owner = privateKeyToAccount(ownerKey.privateKey as Hex)
  return await toSmartAccount({
    client,
    entryPoint: { abi: ABIS[entryPointVersion], address: entryPointAddress, version: entryPointVersion },
    getAddress: async () => await Promise.resolve(account),
    encodeCalls: async (calls) => await Promise.resolve(kind.adapter.encodeExecute(calls)),
    getFactoryArgs: async () => await Promise.resolve({}),
    getNonce: async () =>
      await client.readContract({
        address: entryPointAddress,
        abi: NONCE_ABI,
        functionName: 'getNonce',
        args: [account, nonceKey],
      }),
    getStubSignature: async () => await Promise.resolve(dummySignature),
    signMessage: async ({ message }) => concat([validator, await owner.signMessage({ message })]),
    signTypedData: async (typedData) => {
      signed.push(typedData.primaryType)
      return concat([validator, await owner.signTypedData(typedData as never)])
    },
    signUserOperation: async (op) => {
      signed.push('op')
      const userOperation = { ...op, sender: account, signature: '0x' as const }
      const place = { chainId: Number(chainId), entryPointAddress, entryPointVersion }
      return await owner.sign({ hash: getUserOperationHash({ ...place, userOperation }) })
    },
  })
}
