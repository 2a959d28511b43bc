// Where the page plays: a chain, Socio3 with some posts, and an account that has money and does not have the module yet.
import { parseEther, type Wallet } from 'ethers'

import { openZeppelin } from '../../../e2e/accounts/openZeppelin'
import { richWallet, startAnvil, walletNamed } from '../../../e2e/chain/anvil'
import { buildStage, type EntryPoint, type Stage } from '../../../e2e/chain/contracts'
import type { Processes } from '../../../e2e/processes/Processes'
import { toAddress, type Address, type OwnerSignatures } from '../../../src'
import { Socio3__factory } from '../../../typechain-types'

/** Everything that stands on the chain. */
export interface WebStage extends Stage {
  readonly entryPoint: EntryPoint
  readonly account: Address
  /** The account's owner. The demo wallet signs with it, here in the server. */
  readonly ownerKey: Wallet
  readonly signatures: OwnerSignatures
  /** The authors of the posts, by address. */
  readonly names: Readonly<Record<Address, string>>
}

const FUNDS = parseEther('5')
const TIPS = parseEther('0.2')

const P256_VERIFY = '0x0000000000000000000000000000000000000100'

const POSTS = [
  ['Ada', 'Upvoted forty posts on the train this morning. Signed nothing, feared nothing.'],
  ['Grace', 'A session key is a valet key: it opens the door, and never the glove box.'],
  ['Hedy', 'Asked my key to empty the till. It said no. Asked the chain itself. It said no, and why.'],
] as const

/** Starts the chain and deploys all of it. */
export async function buildWebStage(processes: Processes): Promise<WebStage> {
  const stage = await buildStage(await startAnvil(processes))
  const { deployer, provider } = stage
  const entryPoint = stage.entryPoints.find(({ version }) => version === '0.7')
  if (entryPoint === undefined) throw new Error('There is no EntryPoint v0.7')

  const names: Record<Address, string> = { [toAddress(deployer.address)]: 'Socio3' }
  for (const [name, text] of POSTS) {
    const author = await richWallet(stage, `author ${name}`)
    names[toAddress(author.address)] = name
    await (await Socio3__factory.connect(await stage.socio3.getAddress(), author).createPost(text)).wait()
  }
  await (await stage.socio3.tip(0, { value: TIPS })).wait()

  // The precompile is there without it. This bundler's tracer takes an address without code for one that was never deployed.
  await provider.send('anvil_setCode', [P256_VERIFY, '0x60006000fd'])

  const ownerKey = walletNamed(stage, 'owner of the demo in the browser')
  const {
    address: account,
    deployment,
    signatures,
  } = await (await openZeppelin.prepare(stage, entryPoint))(ownerKey, 'demo/web')
  await (
    await deployer.sendTransaction({ to: deployment?.factory ?? null, data: deployment?.factoryData ?? '0x' })
  ).wait()
  await (await deployer.sendTransaction({ to: account, value: FUNDS })).wait()
  if ((await provider.getCode(account)) === '0x') throw new Error('The account was not deployed')
  return { ...stage, entryPoint, account, ownerKey, signatures, names }
}
