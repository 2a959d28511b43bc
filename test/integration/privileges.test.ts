// What no session may do, whatever the thief of its key signs: reach the account's own functions, the module, or address
// zero; execute in another mode; use another validator; sign messages.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, hashMessage, id, Interface, toBeHex, ZeroAddress, ZeroHash } from 'ethers'

import { encodeInstallData, openZeppelinAccount, sessionId, sessionStruct, signDigest } from '../../src'
import type { Address, Hex, PackedUserOperation, Permission, Session } from '../../src'
import { grantAs, moduleAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { resign } from '../helpers/resign'
import { deploySessionChain, makeSession, openSessionAccount, sessionKey, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { executeCallData, nonceKey } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const SINGLE = ZeroHash
const BATCH = toBeHex(1n << 248n, 32)

/** Functions that an account may have beside `execute`. */
const ACCOUNT = new Interface([
  'function execute(bytes32 mode,bytes executionCalldata)',
  'function executeFromExecutor(bytes32 mode,bytes executionCalldata)',
  'function installModule(uint256 moduleTypeId,address module,bytes initData)',
  'function uninstallModule(uint256 moduleTypeId,address module,bytes deInitData)',
  'function executeUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes) userOp,bytes32 userOpHash)',
  'function execute(address target,uint256 value,bytes data)',
  'function executeBatch((address,uint256,bytes)[] calls)',
  'function upgradeToAndCall(address implementation,bytes data)',
  'function validateUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes) userOp,bytes32 userOpHash,uint256 missing)',
  'function initialize(address validator,bytes data)',
])

type Scene = {
  readonly chain: SessionChain
  readonly account: TestAccount
  readonly session: Session
  /** A vote, which is permitted. */
  readonly op: PackedUserOperation
}

async function openScene(version: Version): Promise<Scene> {
  const chain = await loadFixture(deploySessionChain)
  const session = await makeSession(chain)
  const account = await openSessionAccount(chain, [session], { version })
  const op = await sessionOp(chain, account, session, [await upvote(chain)])
  return { chain, account, session, op }
}

/** The permitted vote as callData of `execute` in this mode. */
async function votingIn({ chain }: Scene, mode: string, isBatch = false): Promise<Hex> {
  const { to, data } = await upvote(chain)
  const execution = isBatch
    ? AbiCoder.defaultAbiCoder().encode(['(address,uint256,bytes)[]'], [[[to, 0, data]]])
    : concat([to, ZeroHash, data])
  return ACCOUNT.encodeFunctionData('execute(bytes32,bytes)', [mode, execution]) as Hex
}

/** Privileged calls, by the target that would run them. */
function privilegedCalls({ chain, account, session }: Scene, module: string) {
  const steal = [1, account.owner.address, '0x']
  const own = ['installModule', 'uninstallModule'].map((name) => ACCOUNT.encodeFunctionData(name, steal))
  const { interface: abi } = chain.module
  return {
    account: [
      ...own,
      executeCallData(account, [{ target: account.owner.address, value: 1n }]),
      ACCOUNT.encodeFunctionData('executeFromExecutor', [SINGLE, '0x']),
      ACCOUNT.encodeFunctionData('upgradeToAndCall', [module, '0x']),
      '0x',
    ],
    module: [
      abi.encodeFunctionData('grant', [sessionStruct(session)]),
      abi.encodeFunctionData('revoke', [ZeroHash]),
      abi.encodeFunctionData('revokeAll', [ZeroHash]),
      abi.encodeFunctionData('onInstall', [encodeInstallData(ZeroHash as Hex)]),
      abi.encodeFunctionData('onUninstall', ['0x']),
    ],
  }
}

/** The permission that would permit this call. */
function permissionFor(target: string, data: string, session: Session): Permission {
  const [first] = session.permissions
  const text = data === '0x' ? '' : 'hidden()'
  return {
    ...first!,
    target: target as Address,
    selector: data.slice(0, 10).padEnd(10, '0') as Hex,
    functionSignature: text,
  }
}

for (const version of VERSIONS)
  describe(`What no session may do on EntryPoint ${version}`, () => {
    it("T19 T20 call one of the account's own functions as callData", async () => {
      const scene = await openScene(version)
      const { chain, account, op } = scene
      const args = op.callData.slice(10)
      const fragments = ACCOUNT.fragments.filter((fragment) => fragment.format() !== 'execute(bytes32,bytes)')
      const selectors = fragments.map((fragment) => id(fragment.format()).slice(0, 10))
      expect(selectors).to.include('0x8dd7712f')
      for (const selector of [...selectors, '0x00000000', '0xffffffff']) {
        const changed = await resign(chain, account, op, { callData: `${selector}${args}` as Hex })
        expect(await verdict(account, [changed]), selector).to.equal(reason('SelectorNotExecute', [selector]))
        // executeUserOp runs what follows its selector.
        const wrapped = await resign(chain, account, op, { callData: concat([selector, op.callData]) as Hex })
        expect(await verdict(account, [wrapped]), selector).to.equal(reason('SelectorNotExecute', [selector]))
      }
    })

    it('T2 send callData that is no complete call', async () => {
      const { chain, account, op } = await openScene(version)
      for (const callData of ['0x', '0xe9ae5c', op.callData.slice(0, 10), op.callData.slice(0, 10 + 64)] as Hex[]) {
        const changed = await resign(chain, account, op, { callData })
        expect(await verdict(account, [changed])).to.match(/^(SelectorNotExecute|CallDataNotCanonical)\(/)
      }
    })

    it('T21 T23 T25 execute in another mode than single and batch that revert', async () => {
      const scene = await openScene(version)
      const { chain, account, op } = scene
      const modes = [
        `0xff${'00'.repeat(31)}`, // delegatecall
        `0xfe${'00'.repeat(31)}`, // staticcall
        `0x0001${'00'.repeat(30)}`, // single, try
        `0x0101${'00'.repeat(30)}`, // batch, try
        `0x01000000000078210001${'00'.repeat(22)}`, // ERC-7821 with opData
        `0x01000000000078210002${'00'.repeat(22)}`, // ERC-7821, a batch of batches
        toBeHex(1, 32),
        toBeHex((1n << 248n) + 1n, 32),
      ]
      for (const mode of modes)
        for (const isBatch of [false, true]) {
          const callData = await votingIn(scene, mode, isBatch)
          const changed = await resign(chain, account, op, { callData })
          expect(await verdict(account, [changed])).to.equal(reason('ModeNotAllowed', [mode]))
        }
      for (const [mode, isBatch] of [
        [SINGLE, false],
        [BATCH, true],
      ] as const) {
        const same = await resign(chain, account, op, { callData: await votingIn(scene, mode, isBatch) })
        expect(await verdict(account, [same])).to.equal(ACCEPTED)
      }
    })

    it('T5 execute nothing', async () => {
      const { chain, account, op } = await openScene(version)
      const empty = AbiCoder.defaultAbiCoder().encode(['(address,uint256,bytes)[]'], [[]])
      const callData = ACCOUNT.encodeFunctionData('execute(bytes32,bytes)', [BATCH, empty]) as Hex
      const changed = await resign(chain, account, op, { callData })
      expect(await verdict(account, [changed])).to.equal(reason('BatchEmpty'))
    })

    it('T26 T33 T34 call the account, the module or address zero, alone or in a batch', async () => {
      const scene = await openScene(version)
      const { chain, account, session, op } = scene
      const module = await chain.module.getAddress()
      const calls = privilegedCalls(scene, module)
      const vote = await upvote(chain)
      const targets = [
        [account.address, calls.account],
        [module, calls.module],
        [ZeroAddress, [...calls.account, ...calls.module]],
      ] as const
      for (const [target, datas] of targets)
        for (const data of datas) {
          const single = executeCallData(account, [{ target, data }]) as Hex
          const hidden = { ...session, permissions: [permissionFor(target, data, session)] }
          const alone = await resign(chain, account, op, { callData: single })
          expect(await verdict(account, [alone])).to.equal(reason('SessionNotLive', [sessionId(hidden)]))
          const batch = executeCallData(account, [
            { target: vote.to, data: vote.data },
            { target, data },
          ]) as Hex
          const twoHeaders = concat([op.signature.slice(0, -128), '0x00']) as Hex
          const second = await resign(chain, account, op, { callData: batch, authorization: twoHeaders })
          expect(await verdict(account, [second])).to.match(/^RootsDiffer\(1,/)
        }
    })

    it('I5 be granted the account, the module or address zero as a target', async () => {
      const { chain, account, session } = await openScene(version)
      const module = await moduleAs(chain, account.address)
      for (const target of [account.address, await chain.module.getAddress(), ZeroAddress]) {
        const permissions = session.permissions.map((permission) => ({ ...permission, target: target as Address }))
        await expect(module.grant(sessionStruct({ ...session, permissions })))
          .to.be.revertedWithCustomError(chain.module, 'TargetNotAllowed')
          .withArgs(target)
      }
    })

    it('I5 use a session over this account that another account granted', async () => {
      const { chain, account, session } = await openScene(version)
      const other = await openSessionAccount(chain, [], { version, salt: 1 })
      const permissions = session.permissions.map((permission) => ({
        ...permission,
        target: account.address as Address,
      }))
      const over = { ...session, permissions }
      await grantAs(chain, other.address, [over])
      const call = { ...(await upvote(chain)), to: account.address as Address }
      const op = await sessionOp(chain, account, over, [call])
      expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [sessionId(over)]))
      expect(await verdict(other, [await sessionOp(chain, other, over, [call])])).to.equal(ACCEPTED)
    })

    it("T68 T70 use the nonce key of another validator: the owner's, or one that is not installed", async () => {
      const { chain, account, op } = await openScene(version)
      const { contract } = account.entryPoint
      for (const validator of [account.ownerValidator, await chain.socio3.getAddress(), ZeroAddress]) {
        const nonce = await contract.getNonce(account.address, nonceKey(validator))
        expect(await verdict(account, [await resign(chain, account, op, { nonce })])).to.equal('AA24')
      }
      const lane = { nonce: openZeppelinAccount.nonceKey((await chain.module.getAddress()) as Address, 9) << 64n }
      expect(await verdict(account, [await resign(chain, account, op, lane)])).to.equal(ACCEPTED)
    })

    it('T79 T81 sign messages for the account', async () => {
      const { chain, account, op } = await openScene(version)
      const module = await chain.module.getAddress()
      const hash = hashMessage('pay me')
      const signature = signDigest(sessionKey(), hash as Hex)
      const attempts = [signature, op.signature, '0x', concat([op.signature.slice(0, -128), signature])]
      for (const attempt of attempts) {
        const answer = await account.contract.isValidSignature(hash, concat([module, attempt]))
        expect(answer).to.equal('0xffffffff')
      }
      const owners = concat([account.ownerValidator, account.owner.signingKey.sign(hash).serialized])
      expect(await account.contract.isValidSignature(hash, owners)).to.equal('0x1626ba7e')
    })
  })
