// Permissions are leaves of a tree, docs/encoding.md: each is proven by its siblings and by nothing else.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, keccak256, toBeHex } from 'ethers'

import {
  limitsWord,
  permissionLeaf,
  permissionProof,
  permissionsRoot,
  rootOf,
  signerWord,
  windowWord,
  type Hex,
  type Session,
} from '../../../src'
import { refusal } from './helpers/chain'
import { anOp, callOf, check, header, windowOf } from './helpers/op'
import { grant, installModule, type Scene } from './helpers/scene'
import { aPermission, aSession, anAddress, HOUR, manyPermissions, START } from './helpers/session'

const WINDOW = windowOf(START, START + HOUR)
const sessionWith = (count: number): Session => aSession({ permissions: manyPermissions(count) })

async function granted(session: Session): Promise<Scene> {
  const scene = await loadFixture(installModule)
  await grant(scene, session)
  return scene
}

/** An op that calls under permission `index` and shows `proof` for it. */
const opWith = (scene: Scene, session: Session, index: number, proof: readonly string[]) => {
  const permission = session.permissions[index]!
  return anOp(scene, session, { calls: [callOf(permission)], wire: { headers: [header(permission, proof)] } })
}

/** The id of the session with this root in place of its own: what the module looks for. */
const claimed = (session: Session, root: string): string =>
  keccak256(concat([windowWord(session), limitsWord(session), root, signerWord(session)]))

describe('validateUserOp: a proof', () => {
  for (const count of [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 33])
    it(`proves each of ${count} permissions`, async () => {
      const session = sessionWith(count)
      const scene = await granted(session)
      for (let i = 0; i < count; i++)
        expect(await check(scene, opWith(scene, session, i, permissionProof(session.permissions, i)))).to.equal(WINDOW)
    })

  it('is of any call of the op on its own', async () => {
    const session = sessionWith(5)
    const scene = await granted(session)
    const { permissions } = session
    const order = [4, 0, 2, 2, 1, 4]
    const headers = order.map((index, i) =>
      index === order[i - 1] ? '0x04' : header(permissions[index]!, permissionProof(permissions, index)),
    )
    const calls = order.map((index) => callOf(permissions[index]!))
    expect(await check(scene, anOp(scene, session, { calls, wire: { headers } }))).to.equal(WINDOW)
  })

  it('is refused if it is too short, too long, or another', async () => {
    const session = sessionWith(5)
    const scene = await granted(session)
    for (let i = 0; i < 5; i++) {
      const right = permissionProof(session.permissions, i)
      const [first = ''] = right
      const wrong = [
        right.slice(1),
        right.slice(0, -1),
        [],
        [...right, first],
        [...right, permissionsRoot(session.permissions)],
        [first, ...right],
        [...right].reverse().concat(first as Hex),
        right.map((node, at) => (at === 0 ? toBeHex(BigInt(node) ^ 1n, 32) : node)),
        right.map((node, at) => (at === right.length - 1 ? toBeHex(BigInt(node) ^ (1n << 255n), 32) : node)),
        permissionProof(session.permissions, (i + 1) % 5),
      ]
      for (const proof of wrong) {
        const root = rootOf(permissionLeaf(session.permissions[i]!), proof as Hex[])
        const [name, id] = await refusal(check(scene, opWith(scene, session, i, proof)))
        expect([name, id]).to.deep.equal(['SessionNotLive', claimed(session, root)])
      }
    }
  })

  it('T148 is refused of a foreign call, with any nodes of the tree as its siblings', async () => {
    const session = sessionWith(4)
    const scene = await granted(session)
    const foreign = aPermission({ target: anAddress(0x3001) })
    const leaves = session.permissions.map(permissionLeaf)
    const inner = [rootOf(leaves[0]!, [leaves[1]!]), rootOf(leaves[2]!, [leaves[3]!])]
    const nodes = [...leaves, ...inner, permissionsRoot(session.permissions)]
    const proofs = [
      [],
      ...nodes.flatMap((a) => [[a], ...nodes.flatMap((b) => [[a, b], ...nodes.map((c) => [a, b, c])])]),
    ]
    for (const proof of proofs) {
      const op = anOp(scene, session, { calls: [callOf(foreign)], wire: { headers: [header(foreign, proof)] } })
      const root = rootOf(permissionLeaf(foreign), proof)
      expect(await refusal(check(scene, op))).to.deep.equal(['SessionNotLive', claimed(session, root)])
    }
    expect(proofs.length).to.equal(1 + 7 + 49 + 343)
  })

  it('T148 cannot begin at an inner node: what a call shows is a leaf of its own', async () => {
    const session = sessionWith(4)
    const scene = await granted(session)
    for (let i = 0; i < 4; i++) {
      // As if the call stood for the node above its leaf: the proof starts one level higher.
      const above = permissionProof(session.permissions, i).slice(1)
      const root = rootOf(permissionLeaf(session.permissions[i]!), above)
      const op = opWith(scene, session, i, above)
      expect(await refusal(check(scene, op))).to.deep.equal(['SessionNotLive', claimed(session, root)])
    }
  })

  it('T148 has leaves of three words and nodes of two, so that none is the other', () => {
    const [a, b] = sessionWith(2).permissions.map(permissionLeaf) as [Hex, Hex]
    expect(permissionsRoot(sessionWith(2).permissions)).to.equal(keccak256(concat([a, b])))
    const { selector, target } = aPermission()
    const words = concat([selector, toBeHex(0, 8), target, toBeHex(0, 32), toBeHex(0, 32)])
    expect(permissionLeaf(aPermission())).to.equal(keccak256(words))
  })

  it('has up to fifteen nodes', async () => {
    const session = aSession()
    const scene = await granted(session)
    const proof = Array.from({ length: 15 }, (_, i) => toBeHex(i + 1, 32) as Hex)
    const root = rootOf(permissionLeaf(aPermission()), proof)
    const op = opWith(scene, session, 0, proof)
    expect(await refusal(check(scene, op))).to.deep.equal(['SessionNotLive', claimed(session, root)])
  })

  it('leads every call of an op to one root', async () => {
    const session = sessionWith(3)
    const scene = await granted(session)
    const [a, b] = session.permissions
    const right = permissionProof(session.permissions, 0)
    const calls = [callOf(a!), callOf(b!)]
    const root = permissionsRoot(session.permissions)
    for (const proof of [[], right, permissionProof(session.permissions, 1).slice(1)]) {
      const wire = { headers: [header(a!, right), header(b!, proof)] }
      const node = rootOf(permissionLeaf(b!), proof)
      expect(await refusal(check(scene, anOp(scene, session, { calls, wire })))).to.deep.equal([
        'RootsDiffer',
        1n,
        node,
        root,
      ])
    }
  })

  it('T63 cannot mix the permissions of two sessions of one key', async () => {
    const scene = await loadFixture(installModule)
    const [a, b] = [aPermission(), aPermission({ target: anAddress(0x2001) })]
    await grant(scene, aSession({ permissions: [a] }))
    await grant(scene, aSession({ permissions: [b] }))
    const wire = { headers: [header(a), header(b)] }
    const op = anOp(scene, aSession({ permissions: [a] }), { calls: [callOf(a), callOf(b)], wire })
    expect(await refusal(check(scene, op))).to.deep.equal(['RootsDiffer', 1n, permissionLeaf(b), permissionLeaf(a)])
  })
})
