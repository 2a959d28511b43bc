// The code of docs/grants.md and docs/signers.md is run as it stands; what it names is what a reader has at hand.
import { webcrypto } from 'node:crypto'

import { expect } from 'chai'
import * as ethers from 'ethers'

import * as latchkey from '../../src'
import * as builders from './builders'
import { runPage } from './runPage'

describe('docs/grants.md', () => {
  it('has the owner sign the grant, and puts the validator in front', async () => {
    const owner = new ethers.Wallet(ethers.id('owner'))
    const ownerValidator = builders.anAddress(0x51)
    const [ownerSignature, signedGrant, entry] = (await runPage(
      'grants.md',
      {
        account: builders.ACCOUNT,
        module: { getEpoch: () => Promise.resolve(builders.word(1)) },
        moduleAddress: builders.MODULE,
        session: builders.aSession(),
        owner,
        ownerValidator,
      },
      'ownerSignature, signedGrant, entry',
    )) as [string, latchkey.SignedGrant, latchkey.GrantEntry]
    expect(ethers.dataSlice(ownerSignature, 0, 20)).to.equal(ownerValidator.toLowerCase())
    const digest = latchkey.grantDigest({ module: builders.MODULE }, [entry])
    expect(ethers.recoverAddress(digest, ethers.dataSlice(ownerSignature, 20))).to.equal(owner.address)
    expect(signedGrant).to.deep.equal({ replaces: ethers.ZeroHash, siblings: [], ownerSignature })
  })
})

describe('docs/signers.md', () => {
  it('makes a signer of a key of WebCrypto, and a signature of its own in the form that is taken', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const { privateKey, publicKey } = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
    const digest = ethers.id('a digest')
    const [signer, signature] = (await runPage(
      'signers.md',
      { crypto: webcrypto, privateKey, publicKey, digest },
      'signer, signature',
    )) as [latchkey.Signer, latchkey.Hex]
    // Refuses what is no point of the curve.
    const socio3 = { address: builders.SOCIO3, abi: ['function upvotePost(uint256)'] }
    const granted = { allow: [latchkey.allow(socio3, 'upvotePost')], fees: { max: 1n }, now: builders.NOW }
    expect(latchkey.createSession({ ...granted, signer, expires: '1h' }).signerKind).to.equal(1)
    const point = new Uint8Array([4, ...ethers.getBytes(latchkey.encodeSigner(signer).signer)])
    const imported = await webcrypto.subtle.importKey('raw', point, algorithm, false, ['verify'])
    const hash = { name: 'ECDSA', hash: 'SHA-256' }
    const [bytes, signed] = [signature, digest].map((hex) => ethers.getBytes(hex)) as [Uint8Array, Uint8Array]
    expect(await webcrypto.subtle.verify(hash, imported, bytes, signed)).to.equal(true)
    expect(BigInt(ethers.dataSlice(signature, 32)) <= (2n ** 256n - 2n ** 224n + 2n ** 192n) / 2n).to.equal(true)
  })
})
