// The row of docs/grants.md about accounts with ERC-7739: what the owner's wallet shows and signs, and the bytes that the
// account takes. The nesting is checked by OpenZeppelin's contract, the types are put together here by ethers.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength, toBeHex, toUtf8Bytes, TypedDataEncoder, Wallet, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import {
  encodeInstallData,
  grantSignedCall,
  grantTypedData,
  sessionId,
  signedGrantFor,
  type Address,
  type GrantEntry,
  type Hex,
} from '../../src'
import { SessionKeyValidator__factory } from '../../typechain-types'
import { anAddress, aSession, KEY, word } from './builders'

const VALIDATOR = anAddress(0x7001)
const session = aSession()

async function deployNested() {
  const module = await ethers.deployContract('SessionKeyValidator')
  const owner = new Wallet(KEY)
  const nested = await ethers.deployContract('NestedAccountMock', [module, owner.address, VALIDATOR])
  const account = (await nested.getAddress()) as Address
  await SessionKeyValidator__factory.connect(account, nested.runner).onInstall(encodeInstallData(word(1)))
  const { chainId } = await ethers.provider.getNetwork()
  const entry: GrantEntry = {
    chainId,
    account,
    epoch: (await module.getEpoch(account)) as Hex,
    replaces: ZeroHash as Hex,
    session,
  }
  return { module, address: (await module.getAddress()) as Address, owner, nested, account, entry }
}

type Nested = Awaited<ReturnType<typeof deployNested>>

/** TypedDataSign of ERC-7739: the grant as it is, and the account's own domain beside it. */
function nestedTypedData({ address, account }: Nested, entries: readonly GrantEntry[], chainId: bigint) {
  const { domain, types, message } = grantTypedData({ module: address }, entries)
  const fields = 'Grant contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt'
  const TypedDataSign = fields.split(',').map((field) => {
    const [type = '', name = ''] = field.split(' ')
    return { type, name }
  })
  const own = { name: 'Nested', version: '1', chainId, verifyingContract: account, salt: ZeroHash }
  return {
    app: { domain, types, message },
    domain,
    types: { TypedDataSign, ...types },
    message: { contents: message, ...own },
  }
}

/** validator 20 ‖ signature 65 ‖ domain separator 32 ‖ hashStruct(Grant) 32 ‖ type of Grant ‖ its length 2. */
async function ownerSignature(place: Nested, entries: readonly GrantEntry[], chainId = place.entry.chainId) {
  const { app, domain, types, message } = nestedTypedData(place, entries, chainId)
  const signature = await place.owner.signTypedData(domain, types, message)
  const encoder = TypedDataEncoder.from(app.types)
  const description = toUtf8Bytes(encoder.encodeType('Grant'))
  return concat([
    VALIDATOR,
    signature,
    TypedDataEncoder.hashDomain(domain),
    encoder.hash(app.message),
    description,
    toBeHex(description.length, 2),
  ]) as Hex
}

const submit = (
  { address, account, module }: Nested,
  entries: readonly GrantEntry[],
  signature: Hex,
  chainId: bigint,
) =>
  module.runner!.sendTransaction!(
    grantSignedCall({
      module: address,
      account,
      session,
      signedGrant: signedGrantFor({ entries, chainId, ownerSignature: signature }),
    }),
  )

describe('a signed grant on an account with nested typed data', () => {
  it('T83 T159 is taken as docs/grants.md lays it out', async () => {
    const place = await loadFixture(deployNested)
    const signature = await ownerSignature(place, [place.entry])
    expect(dataLength(signature)).to.equal(20 + 65 + 32 + 32 + 490 + 2)
    await expect(submit(place, [place.entry], signature, place.entry.chainId)).to.emit(place.module, 'SessionGranted')
    expect(await place.module.isLive(place.account, sessionId(session))).to.equal(true)
  })

  it('may have siblings, but is for the one chain that the account’s own domain names', async () => {
    const place = await loadFixture(deployNested)
    const entries = [{ ...place.entry, chainId: 10n }, place.entry]
    const { chainId } = place.entry
    const id = sessionId(session)
    // Signed with the other chain's domain of the account, as it would be signed there: no signature here.
    await expect(submit(place, entries, await ownerSignature(place, entries, 10n), chainId))
      .to.be.revertedWithCustomError(place.module, 'GrantSignatureNotValid')
      .withArgs(id)
    await submit(place, entries, await ownerSignature(place, entries), chainId)
    expect(await place.module.isLive(place.account, id)).to.equal(true)
  })

  it('is refused without the nesting, and with the nesting of another account', async () => {
    const place = await loadFixture(deployNested)
    const { domain, types, message } = grantTypedData({ module: place.address }, [place.entry])
    const plain = concat([VALIDATOR, await place.owner.signTypedData(domain, types, message)]) as Hex
    const other = await ownerSignature({ ...place, account: anAddress(0x7002) }, [place.entry])
    for (const signature of [plain, other])
      await expect(submit(place, [place.entry], signature, place.entry.chainId))
        .to.be.revertedWithCustomError(place.module, 'GrantSignatureNotValid')
        .withArgs(sessionId(session))
  })
})
