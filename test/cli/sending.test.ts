import { expect } from 'chai'
import { chmodSync } from 'node:fs'
import { network } from 'hardhat'

import { grantedFromJson, randomSalt, revokeAllCall, sessionId, type Hex } from '../../src'
import { anAddress, aSession, SOCIO3 } from '../client/builders'
import { makeSession, sessionKey, upvote } from '../helpers/session'
import { fixedWallet } from '../helpers/keys'
import { BUNDLER, NODE, openCli, type CliStage } from './chainStage'
import { sendSessionOp } from './sendSessionOp'
import { fileWith, requestFile, sessionFile } from './stage'

const stateOf = async ({ cli, here }: CliStage, file: string): Promise<unknown> =>
  (await cli(['inspect', file, ...here, '--json'])).json()['state']

describe('latchkey grant', () => {
  it('installs the module and grants in one op, after which the session can be used', async () => {
    const stage = await openCli()
    const file = sessionFile(stage.session)
    const { code, out, err } = await stage.cli(['grant', file, ...stage.here, ...stage.asOwner])
    expect({ code, ops: await stage.ops() }, err).to.deep.equal({ code: 0, ops: 1 })
    expect(out).to.match(/^Granted session 0x[0-9a-f]{64} in transaction 0x[0-9a-f]{64}\n$/)
    expect(err).to.contain('call upvotePost(uint256)').and.to.contain('At worst, whoever has the key')
    expect(await stateOf(stage, file)).to.equal('live')
    expect(await sendSessionOp(stage, stage.session, [await upvote(stage.chain)])).to.equal(true)
  })

  it('grants by a transaction of the key itself, without a bundler', async () => {
    const stage = await openCli()
    const { opened } = stage
    await network.provider.send('hardhat_setBalance', [opened.owner.address, '0xde0b6b3a7640000'])
    const { asOwner } = stage
    const direct = ['--direct', ...asOwner.slice(asOwner.indexOf('--owner-validator'))]
    const { code, json } = await stage.cli(['grant', sessionFile(stage.session), ...stage.here, ...direct, '--json'])
    expect(code).to.equal(0)
    expect(grantedFromJson(json()['granted']).session).to.deep.include({ validUntil: stage.session.validUntil })
  })

  it('ends the session that the request takes the place of', async () => {
    const stage = await openCli()
    await stage.grants(stage.session)
    const next = await makeSession(stage.chain, { calls: 5 })
    const place = { account: stage.account, module: stage.module, chainId: stage.chain.chainId }
    const file = requestFile({ session: next, before: stage.session, ...place })
    expect((await stage.cli(['grant', file, ...stage.here, ...stage.asOwner])).code).to.equal(0)
    expect(await stateOf(stage, sessionFile(next))).to.equal('live')
    expect(await stateOf(stage, sessionFile(stage.session))).to.equal('revoked')
  })

  it('asks whoever sits at the terminal, and takes only yes for a yes', async () => {
    const stage = await openCli()
    const asking = [
      'grant',
      sessionFile(stage.session),
      ...stage.here,
      ...stage.asOwner.filter((word) => word !== '--yes'),
    ]
    for (const answer of ['', 'n', 'no', 'yesterday']) {
      const { code, err } = await stage.cli(asking, { ask: async () => await Promise.resolve(answer) })
      expect(code, answer).to.equal(1)
      expect(err).to.contain('[OwnerRejected]')
    }
    expect((await stage.cli(asking)).err).to.contain('[ConfirmationMissing]')
    expect((await stage.cli(asking)).code).to.equal(2)
    expect(await stage.ops()).to.equal(0)
    const questions: string[] = []
    const ask = async (question: string): Promise<string> => await Promise.resolve((questions.push(question), 'yes'))
    expect((await stage.cli(asking, { ask })).code).to.equal(0)
    expect(questions).to.deep.equal(['Install the session module and grant this session? [y/N] '])
  })

  it('sends nothing of what a review refuses: another account, another module, power over the account', async () => {
    const stage = await openCli()
    const { account, module, chain, session } = stage
    const place = { account, module, chainId: chain.chainId }
    const power = await makeSession(chain, { allow: [{ ...session.permissions[0]!, target: account }] }).catch(
      () => session,
    )
    const cases: readonly (readonly [string, readonly string[]])[] = [
      [requestFile({ session, ...place, account: anAddress(9) }), stage.here],
      [requestFile({ session, ...place, module: anAddress(9) }), stage.here],
      [requestFile({ session, ...place, chainId: 1n }), stage.here],
      [sessionFile({ ...power, permissions: [{ ...session.permissions[0]!, target: account }] }), stage.here],
    ]
    for (const [file, here] of cases) {
      const { code, err } = await stage.cli(['grant', file, ...here, ...stage.asOwner])
      expect({ code, refused: err.includes('[RequestRefused]') }, err).to.deep.equal({ code: 1, refused: true })
    }
    expect((await stage.cli(['grant', requestFile({ session, ...place }), ...stage.asOwner])).code).to.equal(2)
    expect(await stage.ops()).to.equal(0)
  })

  it('does nothing where the session is live already, and refuses one that was revoked', async () => {
    const stage = await openCli()
    const file = sessionFile(stage.session)
    await stage.grants(stage.session)
    const again = await stage.cli(['grant', file, ...stage.here, ...stage.asOwner, '--json'])
    expect(again.json()).to.include({ alreadyLive: true })
    expect(await stage.ops()).to.equal(1)
    await stage.cli(['revoke', file, ...stage.here, ...stage.asOwner])
    const { code, err } = await stage.cli(['grant', file, ...stage.here, ...stage.asOwner])
    expect(code).to.equal(1)
    expect(err).to.contain('[SessionAlreadyRevoked]')
  })

  it('prints calls that grant it, and sends nothing', async () => {
    const stage = await openCli()
    const { code, json } = await stage.cli(['grant', sessionFile(stage.session), ...stage.here, '--print', '--json'])
    expect({ code, ops: await stage.ops() }).to.deep.equal({ code: 0, ops: 0 })
    const calls = json()['calls'] as readonly { to: string; value: string; data: string }[]
    expect(json()['typedData']).to.equal(null)
    const { account, ownerWith, chain } = stage
    const sent = await ownerWith({}).sendCalls({
      chainId: chain.chainId,
      account,
      calls: calls.map((call) => ({ ...call, value: BigInt(call.value) })),
    })
    expect((await sent.wait()).success).to.equal(true)
    expect(await stateOf(stage, sessionFile(stage.session))).to.equal('live')
  })

  it('makes the answer for the app of what the owner signed elsewhere, if the chain would take it', async () => {
    const stage = await openCli()
    await stage.grants()
    const file = sessionFile(stage.session)
    const { json } = await stage.cli(['grant', file, ...stage.here, '--print', '--json'])
    const { domain, types, message } = json()['typedData'] as {
      domain: object
      types: Record<string, { name: string; type: string }[]>
      message: Record<string, unknown>
    }
    const own = Object.fromEntries(Object.entries(types).filter(([name]) => name !== 'EIP712Domain'))
    const signed = await stage.opened.owner.signTypedData(domain, own, message)
    const signature = `${stage.opened.ownerValidator}${signed.slice(2)}` as Hex
    const { code, out } = await stage.cli(['grant', file, ...stage.here, '--owner-signature', signature])
    expect(code).to.equal(0)
    expect(grantedFromJson(out).signedGrant?.ownerSignature.toLowerCase()).to.equal(signature.toLowerCase())
    const forged = `${stage.opened.ownerValidator}${(await fixedWallet('thief').signTypedData(domain, own, message)).slice(2)}`
    const refused = await stage.cli(['grant', file, ...stage.here, '--owner-signature', forged])
    expect({ code: refused.code, out: refused.out }).to.deep.equal({ code: 1, out: '' })
    // A signature of before is one of another epoch.
    await (
      await stage.ownerWith({}).sendCalls({
        chainId: stage.chain.chainId,
        account: stage.account,
        calls: [revokeAllCall({ module: stage.module, salt: randomSalt() })],
      })
    ).wait()
    expect((await stage.cli(['grant', file, ...stage.here, '--owner-signature', signature])).code).to.equal(1)
  })

  it('ends with 3 for a bundler of another chain, and with 1 for an owner that the account does not know', async () => {
    const stage = await openCli()
    const line = ['grant', sessionFile(stage.session), ...stage.here, ...stage.asOwner]
    const connect =
      (url: string) =>
      async ({ method, params }: { method: string; params: readonly unknown[] }) =>
        url === BUNDLER ? '0x1' : await network.provider.request({ method, params: [...params] })
    const foreign = await stage.cli(line, { connect })
    expect({ code: foreign.code, ops: await stage.ops() }).to.deep.equal({ code: 3, ops: 0 })
    expect(foreign.err).to.contain('[BundlerOfOtherChain]')
    const thief = fileWith(fixedWallet('thief').privateKey, 'thief.key', 0o600)
    const stolen = await stage.cli([
      ...line.filter((_, i) => line[i - 1] !== '--owner-key-file' && line[i] !== '--owner-key-file'),
      '--owner-key-file',
      thief,
    ])
    expect({ code: stolen.code, ops: await stage.ops() }, stolen.err).to.deep.equal({ code: 1, ops: 0 })
    expect(stolen.err).to.contain('[AA24]')
  })
})

describe("the owner's key", () => {
  it('is read from a file that nobody else can read, or from the environment, and not from both', async () => {
    const stage = await openCli()
    const { privateKey } = stage.opened.owner
    const asOwner = stage.asOwner.filter(
      (word, i, all) => word !== '--owner-key-file' && all[i - 1] !== '--owner-key-file',
    )
    const line = ['grant', sessionFile(stage.session), ...stage.here, ...asOwner]
    const open = fileWith(privateKey, 'open.key', 0o600)
    chmodSync(open, 0o640)
    const cases: readonly (readonly [readonly string[], string | undefined, string])[] = [
      [['--owner-key-file', open], undefined, 'its mode is 640'],
      [['--owner-key-file', '/nowhere/owner.key'], undefined, 'there is no such file'],
      [['--owner-key-file', fileWith(privateKey.slice(0, 60), 'short.key', 0o600)], undefined, 'it holds no key'],
      [['--owner-key-file', fileWith(`0x${'00'.repeat(32)}`, 'zero.key', 0o600)], undefined, 'no secp256k1 key'],
      [['--owner-key-file', fileWith(privateKey, 'owner.key', 0o600)], privateKey, 'which of them is meant'],
      [[], 'not a key', 'it holds no key'],
      [[], undefined, '--owner-key-file is not given'],
    ]
    for (const [more, variable, said] of cases)
      for (const json of [[], ['--json']]) {
        const env = { LATCHKEY_RPC_URL: NODE, LATCHKEY_OWNER_KEY: variable }
        const { code, out, err } = await stage.cli([...line, ...more, ...json], { env })
        expect(code, said).to.equal(2)
        expect(err).to.contain(said)
        expect((out + err).toLowerCase()).to.not.contain(privateKey.slice(2, 20))
      }
    expect(await stage.ops()).to.equal(0)
    const { code } = await stage.cli(line, { env: { LATCHKEY_RPC_URL: NODE, LATCHKEY_OWNER_KEY: privateKey.slice(2) } })
    expect(code).to.equal(0)
  })

  it('T154 is in nothing that is printed when it sends', async () => {
    const stage = await openCli()
    for (const json of [[], ['--json']]) {
      const session = await makeSession(stage.chain, { calls: 10 + json.length })
      const { out, err } = await stage.cli(['grant', sessionFile(session), ...stage.here, ...stage.asOwner, ...json])
      for (const secret of [stage.opened.owner.privateKey, sessionKey().privateKey])
        expect((out + err).toLowerCase()).to.not.contain(secret.slice(2, 20))
    }
  })
})

describe('latchkey revoke', () => {
  it('ends a session by its id or its file, after which its ops are refused', async () => {
    const stage = await openCli()
    const other = await makeSession(stage.chain, { calls: 5 })
    await stage.grants(stage.session, other)
    const { code, out } = await stage.cli(['revoke', '--id', sessionId(stage.session), ...stage.here, ...stage.asOwner])
    expect(code).to.equal(0)
    expect(out).to.contain(`Revoked session ${sessionId(stage.session)}`)
    expect(await sendSessionOp(stage, stage.session, [await upvote(stage.chain)]).catch(() => 'refused')).to.equal(
      'refused',
    )
    expect(await sendSessionOp(stage, other, [await upvote(stage.chain)])).to.equal(true)
    expect((await stage.cli(['revoke', sessionFile(other), ...stage.here, ...stage.asOwner])).code).to.equal(0)
    expect(await stateOf(stage, sessionFile(other))).to.equal('revoked')
    const again = await stage.cli(['revoke', sessionFile(other), ...stage.here, ...stage.asOwner, '--json'])
    expect({ code: again.code, over: again.json()['alreadyOver'] }).to.deep.equal({ code: 0, over: true })
  })

  it('prints the call and sends nothing', async () => {
    const stage = await openCli()
    await stage.grants(stage.session)
    const { code, json } = await stage.cli(['revoke', sessionFile(stage.session), ...stage.here, '--print', '--json'])
    expect(code).to.equal(0)
    expect(json()['calls']).to.have.length(1)
    expect(await stateOf(stage, sessionFile(stage.session))).to.equal('live')
  })

  it('wants a file or an id, and an account that is one', async () => {
    const stage = await openCli()
    for (const line of [[], ['--id', '0x12'], [sessionFile(stage.session), '--id', sessionId(stage.session)]])
      expect((await stage.cli(['revoke', ...line, ...stage.here, ...stage.asOwner])).code).to.equal(2)
    const nobody = await stage.cli([
      'revoke',
      sessionFile(aSession()),
      '--account',
      SOCIO3,
      '--module',
      stage.module,
      ...stage.asOwner,
    ])
    expect({ code: nobody.code, told: nobody.err.includes('[AccountNotDeployed]') }).to.deep.equal({
      code: 3,
      told: true,
    })
  })
})

describe('latchkey revoke-all', () => {
  it('ends every session of the account at once', async () => {
    const stage = await openCli()
    await stage.grants(stage.session, await makeSession(stage.chain, { calls: 5 }))
    const { code } = await stage.cli(['revoke-all', ...stage.here, ...stage.asOwner])
    expect(code).to.equal(0)
    expect(await stateOf(stage, sessionFile(stage.session))).to.equal('superseded')
    expect((await stage.cli(['list', ...stage.here, '--json'])).json()).to.include({ usable: 0, over: 2 })
  })

  it('does nothing where there is no module, and prints the call where it is asked to', async () => {
    const stage = await openCli()
    const none = await stage.cli(['revoke-all', ...stage.here, ...stage.asOwner, '--json'])
    expect({ code: none.code, over: none.json()['alreadyOver'] }).to.deep.equal({ code: 0, over: true })
    await stage.grants(stage.session)
    expect((await stage.cli(['revoke-all', ...stage.here, '--print'])).code).to.equal(0)
    expect(await stateOf(stage, sessionFile(stage.session))).to.equal('live')
  })
})
