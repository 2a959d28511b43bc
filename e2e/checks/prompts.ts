// What a wallet would show the owner: found by a signer that has no key to sign a bare hash with.
import { expect } from 'chai'
import { AbstractSigner, TypedDataEncoder, type Provider, type Wallet } from 'ethers'

import { signerOwner, toAddress, toHex, type Call, type LiveSession } from '../../src'
import type { FoundPrompts } from '../../scripts/compatibility/Findings'
import { callsOnly } from './callsOnly'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import type { Scene } from './Scene'

/** Signs typed data alone, as wallets do, and remembers what it was shown. */
class ShownSigner extends AbstractSigner {
  readonly shown: string[] = []

  constructor(private readonly inner: Wallet) {
    super(inner.provider)
  }

  override connect = (_: Provider | null): never => refuse()
  override signTransaction = (): never => refuse()
  override signMessage = (): never => refuse()
  override getAddress = async (): Promise<string> => await this.inner.getAddress()
  override signTypedData: Wallet['signTypedData'] = async (domain, types, message) => {
    this.shown.push(TypedDataEncoder.from(types).primaryType)
    return await this.inner.signTypedData(domain, types, message)
  }
}

export async function checkPrompts(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, bundler, chainId, entryPoint, kind, open, ownerKey, request, signatures, socio3, upvotes } = scene
  const { adapter } = kind
  const signer = new ShownSigner(ownerKey)
  const owner = signerOwner({ account, adapter, bundler, entryPoint, signer, signatures })
  const data = toHex(socio3.interface.encodeFunctionData('upvotePost', [0]))
  const upvote: Call = { to: toAddress(await socio3.getAddress()), value: 0n, data }
  const vote = async () => await (await owner.sendCalls({ chainId, account, calls: [upvote] })).wait()
  const isHash = entryPoint.version === '0.7'

  await report.scene(`${title}: what the owner sees`, async (check) => {
    const op = await check(
      'prompts',
      isHash ? 'an op is a hash, which a wallet cannot sign' : 'an op is shown, and mined as it was signed',
      async () => {
        const before = await upvotes()
        if (isHash) {
          expect((await refusalOf(vote())).code).to.equal('OwnerKeyMissing')
          expect(signer.shown).to.deep.equal([])
          return 'hash'
        }
        expect((await vote()).success).to.equal(true)
        expect(await upvotes()).to.equal(before + 1n)
        expect(signer.shown.splice(0)).to.deep.equal(['PackedUserOperation'])
        return 'PackedUserOperation'
      },
    )
    const grants = owner.signTypedData !== undefined
    const grant = await check('prompts', grants ? 'a grant is shown' : 'no grant is signed', async () => {
      // Without a way to sign grants the client asks for an op, which this signer may not be able to sign.
      const asked = grants ? owner : callsOnly(scene)
      const live: LiveSession = await (await open({ app: 'prompts', owner: asked })).ensure(request())
      expect((await (await live.contract(socio3).upvotePost(0)).wait()).error).to.equal(undefined)
      expect(signer.shown).to.deep.equal(grants ? ['Grant'] : [])
      live.close()
      return grants ? 'Grant' : 'none'
    })
    report.findings.prompts = { op, grant } satisfies FoundPrompts
  })
}

function refuse(): never {
  throw new Error('This wallet signs typed data alone')
}
