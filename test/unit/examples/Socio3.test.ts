// The example app: posts, votes, tips, and the withdrawal that is the owner's alone.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ethers } from 'hardhat'
import { deploySocio3 } from '../../../deploy/examples'
import { fixedWallet } from '../../helpers/keys'

async function socio3Fixture() {
  const [owner, author, reader] = await ethers.getSigners()
  if (owner === undefined || author === undefined || reader === undefined)
    throw new Error('The network has fewer than three signers')
  const socio3 = (await deploySocio3(owner, owner.address)).connect(reader)
  await socio3.connect(author).createPost('hello')
  return { socio3, owner, author, reader }
}

describe('Socio3', () => {
  describe('createPost', () => {
    it('numbers posts from zero and keeps author and text', async () => {
      const { socio3, author, reader } = await loadFixture(socio3Fixture)
      await expect(socio3.createPost('world')).to.emit(socio3, 'PostCreated').withArgs(1, reader.address, 'world')
      expect(await socio3.postCount()).to.equal(2n)
      expect(await socio3.getPost(0)).to.deep.equal([author.address, 0n, 0n, 'hello'])
      expect(await socio3.getPost(1)).to.deep.equal([reader.address, 0n, 0n, 'world'])
    })

    it('refuses a post without text', async () => {
      const { socio3 } = await loadFixture(socio3Fixture)
      await expect(socio3.createPost('')).to.be.revertedWithCustomError(socio3, 'PostEmpty').withArgs()
    })
  })

  describe('upvotePost', () => {
    it('counts every vote, twenty of one voter too, each for the same gas', async () => {
      const { socio3, reader } = await loadFixture(socio3Fixture)
      const gas = new Set<bigint>()
      for (let votes = 1; votes <= 20; votes++) {
        const vote = await socio3.upvotePost(0)
        await expect(vote).to.emit(socio3, 'PostUpvoted').withArgs(0, reader.address, votes)
        gas.add((await vote.wait())?.gasUsed ?? 0n)
      }
      expect((await socio3.getPost(0)).votes).to.equal(20n)
      expect(gas.size).to.equal(1)
    })

    it('refuses a post that does not exist', async () => {
      const { socio3 } = await loadFixture(socio3Fixture)
      await expect(socio3.upvotePost(1)).to.be.revertedWithCustomError(socio3, 'PostNotFound').withArgs(1, 1)
    })
  })

  describe('tip', () => {
    it('keeps the wei and counts it for the post', async () => {
      const { socio3, reader } = await loadFixture(socio3Fixture)
      await socio3.tip(0, { value: 2 })
      const tip = socio3.tip(0, { value: 3 })
      await expect(tip).to.changeEtherBalances([reader, socio3], [-3, 3])
      await expect(tip).to.emit(socio3, 'PostTipped').withArgs(0, reader.address, 3)
      expect((await socio3.getPost(0)).tips).to.equal(5n)
    })

    it('refuses a tip of nothing', async () => {
      const { socio3 } = await loadFixture(socio3Fixture)
      await expect(socio3.tip(0)).to.be.revertedWithCustomError(socio3, 'TipZero').withArgs(0)
    })

    it('refuses a post that does not exist', async () => {
      const { socio3 } = await loadFixture(socio3Fixture)
      await expect(socio3.tip(7, { value: 1 }))
        .to.be.revertedWithCustomError(socio3, 'PostNotFound')
        .withArgs(7, 1)
    })
  })

  describe('withdraw', () => {
    it('sends everything where the owner says', async () => {
      const { socio3, owner } = await loadFixture(socio3Fixture)
      const to = fixedWallet('treasury').address
      await socio3.tip(0, { value: 5 })
      const withdrawal = socio3.connect(owner).withdraw(to)
      await expect(withdrawal).to.changeEtherBalances([socio3, to], [-5, 5])
      await expect(withdrawal).to.emit(socio3, 'TipsWithdrawn').withArgs(to, 5)
    })

    it('refuses everyone else', async () => {
      const { socio3, owner, reader } = await loadFixture(socio3Fixture)
      expect(await socio3.OWNER()).to.equal(owner.address)
      await expect(socio3.withdraw(reader.address))
        .to.be.revertedWithCustomError(socio3, 'CallerNotOwner')
        .withArgs(reader.address, owner.address)
    })

    it('says so when the money is not taken', async () => {
      const { socio3, owner } = await loadFixture(socio3Fixture)
      const to = await socio3.getAddress()
      await socio3.tip(0, { value: 5 })
      await expect(socio3.connect(owner).withdraw(to))
        .to.be.revertedWithCustomError(socio3, 'WithdrawalRefused')
        .withArgs(to, 5)
    })
  })

  describe('getPost', () => {
    it('refuses a post that does not exist', async () => {
      const { socio3 } = await loadFixture(socio3Fixture)
      await expect(socio3.getPost(1)).to.be.revertedWithCustomError(socio3, 'PostNotFound').withArgs(1, 1)
    })
  })
})
