// What only Kernel does: a hash in place of a grant, functions that a validator may be used for, and no look at what is installed.
import { expect } from 'chai'
import { AbiCoder, concat, Interface, ZeroAddress, ZeroHash } from 'ethers'

import { deployOwnerValidator } from '../../deploy/examples'
import {
  explainRevert,
  grantSignedCall,
  grantTypedData,
  installCall,
  isLatchkeyError,
  openZeppelinOwner,
  randomSalt,
  RELEASE,
  sessionId,
  sessionKeyValidatorAt,
  signedGrantFor,
  signerOwner,
  toAddress,
  toHex,
  uninstallCall,
  type Call,
  type Hex,
  type LiveSession,
  type ModuleInstall,
  type Session,
  type Sessions,
} from '../../src'
import { callsOnly } from './callsOnly'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import type { Scene } from './Scene'

const { address: MODULE } = RELEASE.validator
const accountAbi = new Interface(['function installModule(uint256,address,bytes)'])

/** Before a signature of the root validator. */
const BY_ROOT = '0x00'

export async function checkKernel(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, bundler, chainId, deployer, entryPoint, kind, open, owner, ownerKey, provider, request, socio3 } =
    scene
  const { adapter } = kind
  const module = sessionKeyValidatorAt(MODULE, provider)
  const place = { adapter, account, module: MODULE } as const
  const execute = async (...calls: readonly Call[]): Promise<boolean> =>
    (await (await owner.sendCalls({ chainId, account, calls })).wait()).success
  const isLive = async (session: Session): Promise<boolean> => await module.isLive(account, sessionId(session))
  /** A session that is approved by other means than the client's. */
  const ask = async (app: string): Promise<{ sessions: Sessions; session: Session }> => {
    const sessions = await open({ app, owner: callsOnly(scene) })
    return { sessions, session: (await sessions.request(request())).session }
  }
  const take = async ({ sessions, session }: { sessions: Sessions; session: Session }): Promise<LiveSession> =>
    await sessions.accept({ chainId, account, module: MODULE, session, ended: undefined, signedGrant: undefined })
  const vote = async (live: LiveSession): Promise<unknown> =>
    (await (await live.contract(socio3).upvotePost(0)).wait()).error

  await report.scene(`${title}: what only Kernel does`, async (check) => {
    await check(
      'own',
      'ERC-1271 takes a grant by its hash in the name of the account, and not the grant itself',
      async () => {
        const installed = await (await open({ app: 'installs', owner: callsOnly(scene) })).ensure(request())
        installed.close()
        const asked = await ask('by hash')
        const { session } = asked
        const epoch = (await module.getEpoch(account)) as Hex
        const entries = [{ chainId, account, epoch, replaces: ZeroHash as Hex, session }]
        const grant = grantTypedData({ module: MODULE }, entries)
        const callWith = (ownerSignature: Hex): Call => {
          const signedGrant = signedGrantFor({ entries, chainId, ownerSignature })
          return grantSignedCall({ module: MODULE, account, session, signedGrant })
        }
        const plain = await ownerKey.signTypedData(grant.domain, grant.types, grant.message)
        expect(await codeOfCall(scene, callWith(toHex(concat([BY_ROOT, plain]))))).to.equal('GrantSignatureNotValid')
        if (kind.signGrant === undefined) throw new Error('There is no way to sign a grant')
        const wrapped = await kind.signGrant(account)(ownerKey, grant)
        await (await deployer.sendTransaction(callWith(wrapped))).wait()
        const live = await take(asked)
        expect(await vote(live)).to.equal(undefined)
        live.close()
      },
    )
    await check(
      'own',
      'an install allows functions to a validator; an uninstall takes none back, and they count again with the next install',
      async () => {
        const validator = toAddress(await (await deployOwnerValidator(deployer)).getAddress())
        const key = { account, validator, data: toHex(ownerKey.address) }
        const signatures = openZeppelinOwner(validator)
        const other = signerOwner({ account, adapter, bundler, entryPoint, signer: ownerKey, signatures })
        const pay = async (): Promise<boolean> =>
          (await (await other.sendCalls({ chainId, account, calls: [{ to: deployer.address, value: 1n }] })).wait())
            .success
        await execute(installForNothing(key))
        expect((await refusalOf(pay())).code).to.equal('AA23')
        for (const install of [adapter.installValidator(key), installForNothing(key)]) {
          await execute(adapter.uninstallValidator(key))
          expect((await refusalOf(pay())).code).to.equal('AA23')
          await execute(install)
          expect(await pay()).to.equal(true)
        }
      },
    )
    await check('own', 'a repeated install ends what was granted before', async () => {
      const [first, second] = [await ask('first'), await ask('second')]
      expect(await execute(installCall({ ...place, salt: randomSalt(), sessions: [first.session] }))).to.equal(true)
      expect(await isLive(first.session)).to.equal(true)
      expect(await execute(installCall({ ...place, salt: randomSalt(), sessions: [second.session] }))).to.equal(true)
      expect([await isLive(first.session), await isLive(second.session)]).to.deep.equal([false, true])
    })
    await check(
      'own',
      'an uninstall of what is not installed leaves it so, and the next install is a new start',
      async () => {
        for (let times = 0; times < 2; times++) {
          expect(await execute(uninstallCall({ ...place, salt: randomSalt() }))).to.equal(true)
          expect(BigInt(await module.getEpoch(account)) % 2n).to.equal(0n)
        }
        const live = await (await open({ app: 'again', owner: callsOnly(scene) })).ensure(request())
        expect(await vote(live)).to.equal(undefined)
        live.close()
      },
    )
  })
}

/** Without the function that ops of the validator call. */
function installForNothing({ account, validator, data }: ModuleInstall): Call {
  const initData = AbiCoder.defaultAbiCoder().encode(['bytes', 'bytes', 'bytes'], [data, '0x', '0x'])
  const args = [1, validator, concat([ZeroAddress, initData])]
  return { to: account, value: 0n, data: toHex(accountAbi.encodeFunctionData('installModule', args)) }
}

/** Why a call would revert. */
async function codeOfCall({ provider }: Scene, call: Call): Promise<string> {
  const thrown = await provider.call(call).then(
    () => undefined,
    (reason: unknown) => explainRevert(reason),
  )
  return isLatchkeyError(thrown) ? thrown.code : 'no error'
}
