// What a user of the package has beside it: a chain and a bundler behind URLs, and an account that has an owner. Hardhat's
// embedded chain, served on this machine.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'

import { id, parseEther, toBeHex, Wallet, zeroPadValue } from 'ethers'
import hre, { ethers } from 'hardhat'

import { deployEntryPoints, ENTRY_POINT_ADDRESSES } from '../../deploy/entryPoints'
import { deployFactory, deployOwnerValidator, deploySocio3 } from '../../deploy/examples'
import { deployLatchkey } from '../../deploy/latchkey'
import { entryPointInterface, inProcessBundler, toAddress, type Bundler } from '../../src'
import { serveBundler } from './serveBundler'

/** What the README's code names in capitals. */
export type Place = Readonly<
  Record<'CHAIN_URL' | 'BUNDLER_URL' | 'ACCOUNT' | 'OWNER_KEY' | 'OWNER_VALIDATOR' | 'ENTRY_POINT' | 'SOCIO3', string>
>

/** What the chain knows afterwards. */
export type Look = {
  readonly votes: (postId: number) => Promise<bigint>
  /** The validators that the account's ops named, in order. */
  readonly validators: () => Promise<readonly string[]>
}

const POSTS = 43
const FUNDS = parseEther('1')
const BUNDLER_PATH = '/bundler'

/** Answers JSON-RPC calls while `use` runs. */
export async function withChain(use: (place: Place, look: Look) => Promise<void>): Promise<void> {
  const { names, look, bundler } = await deploy()
  const askBundler = serveBundler(bundler)
  const askChain = async (method: string, params: unknown[]): Promise<unknown> =>
    await hre.network.provider.request({ method, params })
  const server = createServer((request, response) => {
    const ask = request.url === BUNDLER_PATH ? askBundler : askChain
    void answered(request, ask).then((text) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(text),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  const url = `http://127.0.0.1:${address.port}`
  try {
    await use({ ...names, CHAIN_URL: url, BUNDLER_URL: `${url}${BUNDLER_PATH}` }, look)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

type Ask = (method: string, params: unknown[]) => Promise<unknown>

async function answered(request: IncomingMessage, ask: Ask): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const asked = JSON.parse(Buffer.concat(chunks).toString()) as RpcCall | readonly RpcCall[]
  const answerTo = async ({ id: number, method, params = [] }: RpcCall): Promise<unknown> => {
    try {
      return { jsonrpc: '2.0', id: number, result: await ask(method, [...params]) }
    } catch (thrown) {
      const { message, code, data } = thrown as { message: string; code?: unknown; data?: unknown }
      return { jsonrpc: '2.0', id: number, error: { code: typeof code === 'number' ? code : -32_500, message, data } }
    }
  }
  return JSON.stringify('method' in asked ? await answerTo(asked) : await Promise.all(asked.map(answerTo)))
}

type RpcCall = { readonly id: unknown; readonly method: string; readonly params?: readonly unknown[] }

async function deploy(): Promise<{
  readonly names: Omit<Place, 'CHAIN_URL' | 'BUNDLER_URL'>
  readonly look: Look
  readonly bundler: Bundler
}> {
  const [deployer, signer] = await ethers.getSigners()
  if (deployer === undefined || signer === undefined) throw new Error('The network has fewer than two signers')
  await deployEntryPoints(deployer)
  await deployLatchkey(hre, deployer)
  const entryPoint = { address: toAddress(ENTRY_POINT_ADDRESSES['0.7']), version: '0.7' } as const
  const ownerValidator = await (await deployOwnerValidator(deployer)).getAddress()
  const factory = await deployFactory(deployer, { entryPoint: entryPoint.address, ownerValidator })
  const owner = new Wallet(id('the owner of the quick start'))
  const account = await factory.getAccountAddress(owner.address, toBeHex(0, 32))
  await (await factory.createAccount(owner.address, toBeHex(0, 32))).wait()
  await (await deployer.sendTransaction({ to: account, value: FUNDS })).wait()
  const socio3 = await deploySocio3(deployer, deployer.address)
  for (let i = 0; i < POSTS; ++i) await (await socio3.createPost(`Post ${i}`)).wait()
  return {
    names: {
      ACCOUNT: account,
      OWNER_KEY: owner.privateKey,
      OWNER_VALIDATOR: ownerValidator,
      ENTRY_POINT: entryPoint.address,
      SOCIO3: await socio3.getAddress(),
    },
    look: {
      votes: async (postId) => (await socio3.getPost(postId)).votes,
      validators: async () => await validatorsOf(entryPoint.address, account),
    },
    bundler: inProcessBundler({ signer, entryPoint }),
  }
}

async function validatorsOf(entryPoint: string, account: string): Promise<readonly string[]> {
  const event = entryPointInterface.getEvent('UserOperationEvent')
  if (event === null) throw new Error('The EntryPoint has no such event')
  const topics = [event.topicHash, null, zeroPadValue(account, 32)]
  const logs = await ethers.provider.getLogs({ address: entryPoint, topics, fromBlock: 0 })
  // The high 20 bytes of the nonce, on this kind of account.
  return logs.map(({ data }) => {
    const { nonce } = entryPointInterface.decodeEventLog(event, data) as unknown as { readonly nonce: bigint }
    return ethers.getAddress(toBeHex(nonce, 32).slice(0, 42))
  })
}
