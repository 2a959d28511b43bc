// review(): everything that an owner should know, found once each, and not found where it is not so.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect } from 'chai'
import { MaxUint256 } from 'ethers'

import {
  allow,
  allowAny,
  allowErc20,
  allowTransfer,
  atMost,
  callOf,
  createSession,
  equals,
  oneOf,
  review,
  spend,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Finding,
  type FindingCode,
  type Permission,
  type ReviewOptions,
  type ReviewRequest,
  type Session,
} from '../../../src'
import { FINDINGS } from '../../../src/verdict/Finding'
import { KNOWN_FUNCTIONS } from '../../../src/verdict/knownFunctions'
import { ACCOUNT, anAddress, aPermission, aRule, aSession, MODULE, NOW, PAYMASTER, SOCIO3 } from '../builders'

const SHOP = anAddress(0x2001)
const OTHER = anAddress(0x2002)
const LABELS = { [SHOP]: 'the shop' } as Readonly<Record<Address, string>>

const found = (
  overrides: Partial<Session>,
  options: Partial<ReviewOptions> = {},
  place: Omit<ReviewRequest, 'session'> = { account: ACCOUNT, module: MODULE },
): readonly Finding[] => review({ session: aSession(overrides), ...place }, { now: NOW, labels: LABELS, ...options })

const codesOf = (findings: readonly Finding[]): readonly FindingCode[] => findings.map(({ code }) => code)

/** A function of one contract with these demands, all others free; findings about it alone. */
const ofCall = (text: string, demands: Parameters<typeof allow>[2] = {}, options: Partial<ReviewOptions> = {}) =>
  ofPermissions(
    [allow({ address: SOCIO3, abi: [`function ${text}`] }, /^(\w+)/.exec(text)?.[1] ?? '', demands as never)],
    options,
  )

const GENERAL: readonly FindingCode[] = ['Unverified', 'CallsUnlimited']

const ofPermissions = (
  permissions: readonly Permission[],
  options: Partial<ReviewOptions> = {},
): readonly FindingCode[] => codesOf(found({ permissions }, options)).filter((code) => !GENERAL.includes(code))

describe('review', () => {
  it('finds nothing but what every unverified request has in a harmless one', () => {
    expect(codesOf(found({}))).to.deep.equal(GENERAL)
    const abis = { [SOCIO3]: ['function upvotePost(uint256)'] } as Readonly<Record<Address, readonly string[]>>
    expect(found({ maxCalls: 5 }, { abis })).to.deep.equal([])
  })

  it('puts refusals first, then warnings, then notes, each with what to do', () => {
    const findings = found({ validUntil: NOW + 90 * 86_400, permissions: [aPermission({ target: ACCOUNT })] })
    const order = findings.map(({ severity }) => severity)
    expect(order).to.deep.equal([...order].sort((a, b) => rank(a) - rank(b)))
    expect(new Set(order).size).to.equal(3)
    for (const { code, severity, text, fix } of findings) {
      expect([severity, fix]).to.deep.equal(FINDINGS[code])
      for (const sentence of [text, fix]) expect(sentence).to.match(/^[A-Z0-9a-z][^\n]*\.$/)
    }
  })

  describe('refuses power over the account:', () => {
    const targets: readonly (readonly [string, Address, FindingCode, Partial<ReviewOptions>])[] = [
      ['the account itself', ACCOUNT, 'TargetIsAccount', {}],
      ['the session module', MODULE, 'TargetIsModule', {}],
      ['T36 T37 what answers isModuleType', SHOP, 'TargetIsModuleContract', { modules: [SHOP] }],
      ['T38 EntryPoint v0.6', '0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789', 'TargetIsEntryPoint', {}],
      ['T38 EntryPoint v0.7', '0x0000000071727De22E5E9d8BAf0edAc6f37da032', 'TargetIsEntryPoint', {}],
      ['T38 EntryPoint v0.8', '0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108', 'TargetIsEntryPoint', {}],
      ['T38 EntryPoint v0.9', '0x433709009B8330FDa32311DF1C2AFA402eD8D009', 'TargetIsEntryPoint', {}],
      ['another session module', '0x00000000002B0eCfbD0496EE71e01257dA0E37DE', 'TargetIsModuleContract', {}],
      ['T36 the adapter of Safe accounts', '0x7579EE8307284F293B1927136486880611F20002', 'TargetIsModuleContract', {}],
      ['T36 the registry of modules', '0x000000000069E2a187AEFFb852bF3cCdC95151B2', 'TargetIsModuleContract', {}],
      ['T39 a multicall contract', '0xcA11bde05977b3631167028862bE2a173976CA11', 'TargetIsRelay', {}],
    ]
    for (const [name, target, code, options] of targets)
      it(name, () => {
        for (const permission of [aPermission({ target }), aPermission({ target, functionSignature: '' })]) {
          const finding = found({ permissions: [permission] }, options).find((one) => one.code === code)
          expect(finding).to.deep.include({ severity: 'refusal', permissionIndex: 0 })
        }
      })

    it('and nothing of the kind in another contract', () => {
      expect(ofPermissions([aPermission({ target: SHOP })], { modules: [OTHER] })).to.deep.equal([])
    })
  })

  it('refuses what could not be granted, and says why', () => {
    const [finding] = found({ maxCalls: 0 })
    expect(finding).to.deep.include({ severity: 'refusal', code: 'NotGrantable' })
    expect(codesOf(found({ paymaster: ACCOUNT }))).to.include('NotGrantable')
    expect(codesOf(found({ paymaster: ACCOUNT }, {}, {}))).to.not.include('NotGrantable')
  })

  it("T180 refuses a text that is not in the target's verified ABI, and marks what was not compared", () => {
    const abis = { [SOCIO3]: ['function tip(uint256 id) payable'] } as Readonly<Record<Address, readonly string[]>>
    const permissions = [
      aPermission(),
      aPermission({ functionSignature: 'tip(uint256)' }),
      aPermission({ target: SHOP }),
    ]
    const findings = found({ permissions }, { abis }).filter(
      ({ code }) => code === 'TextNotInAbi' || code === 'Unverified',
    )
    expect(findings.map(({ code, permissionIndex, severity }) => [code, permissionIndex, severity])).to.deep.equal([
      ['TextNotInAbi', 0, 'refusal'],
      ['Unverified', 2, 'note'],
    ])
  })

  // All three were found by others, by searching.
  for (const [text, real] of Object.entries({
    'sign_szabo_bytecode(bytes16,uint128)': 'approve(address,uint256)',
    'many_msg_babbage(bytes1)': 'transfer(address,uint256)',
    'gasprice_bit_ether(int128)': 'transferFrom(address,address,uint256)',
  }))
    it(`T180 refuses a harmless name that would run ${real}`, () => {
      const permissions = [aPermission({ functionSignature: text })]
      const [finding] = found({ permissions })
      expect(finding).to.deep.include({ severity: 'refusal', code: 'TextDisguises', permissionIndex: 0 })
      expect(finding?.text).to.contain(real)
      // A contract that is verified to have it has no other function of that selector.
      const abis = { [SOCIO3]: [`function ${text}`] } as Readonly<Record<Address, readonly string[]>>
      expect(codesOf(found({ permissions }, { abis }))).to.not.include('TextDisguises')
    })

  it('refuses a rule that reads what the function does not have', () => {
    expect(ofPermissions([aPermission({ rules: [aRule({ path: [1] })] })])).to.include('RuleNotOfFunction')
    expect(ofPermissions([aPermission({ rules: [aRule()] })])).to.deep.equal([])
  })

  describe('T178 finds every approval, by whatever name:', () => {
    const codes: Readonly<Record<string, FindingCode>> = {
      approval: 'UnboundedApproval',
      operator: 'OperatorApproval',
      delegation: 'Delegation',
      permit: 'Permit',
      transfer: 'AnyRecipient',
    }
    for (const [text, { kind }] of KNOWN_FUNCTIONS)
      it(text, () => {
        expect(ofPermissions([aPermission({ functionSignature: text })])).to.include(codes[kind])
      })
  })

  describe('of an approval', () => {
    const approve = 'approve(address spender, uint256 amount)'

    it('wants a budget on the amount', () => {
      const spender = equals(SHOP)
      expect(ofCall(approve, { spender })).to.deep.equal(['UnboundedApproval'])
      expect(ofCall(approve, { spender, amount: atMost(MaxUint256) })).to.deep.equal(['UnboundedApproval'])
      expect(ofCall(approve, { spender, amount: atMost(9n) })).to.deep.equal(['AmountNotCounted'])
      expect(ofCall(approve, { spender, amount: spend({ max: 9n }) })).to.deep.equal([])
      const permission = allow({ address: SOCIO3, abi: [`function ${approve}`] }, 'approve', {
        spender,
        amount: atMost(9n),
      })
      expect(codesOf(found({ permissions: [permission], maxCalls: 2 }))).to.deep.equal(['Unverified'])
    })

    it('wants spenders that are fixed and known', () => {
      const amount = spend({ max: 9n })
      expect(ofCall(approve, { amount })).to.deep.equal(['AnySpender'])
      expect(ofCall(approve, { amount, spender: oneOf(SHOP, OTHER) })).to.deep.equal(['UnknownSpender'])
      const relay = '0xcA11bde05977b3631167028862bE2a173976CA11'
      expect(ofCall(approve, { amount, spender: equals(relay) })).to.deep.equal(['SpenderIsRelay'])
    })

    it('warns of approving the paymaster', () => {
      const { permissions } = allowErc20({
        token: SOCIO3,
        account: ACCOUNT,
        budget: { max: 9n },
        spenders: [PAYMASTER],
      })
      const sponsored = { permissions, paymaster: PAYMASTER }
      expect(codesOf(found(sponsored))).to.include('PaymasterIsSpender')
      const unpaid = codesOf(found({ permissions }))
      expect(unpaid).to.include('UnknownSpender').and.not.include('PaymasterIsSpender')
    })
  })

  it('lets power be taken back', () => {
    const text = 'setApprovalForAll(address operator, bool approved)'
    expect(ofCall(text, { approved: equals(false) })).to.deep.equal([])
    expect(ofCall(text, { approved: equals(true), operator: equals(SHOP) })).to.deep.equal(['OperatorApproval'])
    expect(ofCall(text)).to.deep.equal(['OperatorApproval', 'AnySpender'])
  })

  it('of a transfer wants a budget, and notes that anybody can be sent to', () => {
    const text = 'transfer(address to, uint256 amount)'
    expect(ofCall(text)).to.deep.equal(['UnboundedTransfer', 'AnyRecipient'])
    expect(ofCall(text, { to: equals(OTHER), amount: spend({ max: 1n }) })).to.deep.equal([])
  })

  it('T39 warns of functions that run calls which nobody sees, unless rules look inside', () => {
    expect(ofCall('multicall(bytes[] data)')).to.deep.equal(['FunctionRelays'])
    expect(ofCall('execute(address to, uint256 value, bytes data)')).to.deep.equal(['FunctionRelays'])
    expect(ofCall('execute(address to, bytes data)', { data: callOf('function f(uint256)') })).to.deep.equal([])
  })

  it('warns of functions that hand over control of a contract', () => {
    expect(ofCall('transferOwnership(address to)')).to.deep.equal(['FunctionGivesPower'])
    expect(ofCall('upgradeToAndCall(address to, bytes data)')).to.deep.equal(['FunctionGivesPower'])
  })

  describe('of time, money and payer', () => {
    it('warns of more than 30 days, counted from now, and of what is over', () => {
      expect(codesOf(found({ validUntil: NOW + 30 * 86_400 }))).to.not.include('TooLong')
      expect(codesOf(found({ validUntil: NOW + 30 * 86_400 + 1 }))).to.include('TooLong')
      const later = { validAfter: NOW + 86_400, validUntil: NOW + 31 * 86_400 }
      expect(codesOf(found(later))).to.not.include('TooLong')
      expect(codesOf(found({ validUntil: NOW - 1 }))).to.include('AlreadyOver')
    })

    it('warns of much value or none in all, over all periods', () => {
      const sending = { permissions: [allowTransfer(SHOP, { maxValue: 10n })], maxValue: 10n }
      const options = { highValue: 20n, highFees: 2n * 10n ** 15n }
      expect(codesOf(found(sending, options))).to.not.include('ValueHigh')
      const periodic = { ...sending, period: 60, validAfter: NOW, validUntil: NOW + 179 }
      expect(codesOf(found(periodic, options)))
        .to.include('ValueHigh')
        .and.include('FeesHigh')
      expect(codesOf(found({ ...sending, maxValue: UNLIMITED_VALUE }, options))).to.include('ValueUnlimited')
    })

    it('notes that calls have no bound', () => {
      expect(codesOf(found({ maxCalls: 9 }))).to.not.include('CallsUnlimited')
    })

    it('warns of a paymaster that may charge the account, unless it is known not to', () => {
      const sponsored = { paymaster: PAYMASTER, maxFee: UNLIMITED_FEE }
      expect(codesOf(found(sponsored)))
        .to.include('PaymasterMayCharge')
        .and.include('FeesUnlimited')
      expect(codesOf(found(sponsored, { sponsors: [PAYMASTER] }))).to.not.include('PaymasterMayCharge')
      expect(codesOf(found({ paymaster: PAYMASTER })))
        .to.include('PaymasterMayCharge')
        .and.not.include('FeesUnlimited')
    })

    it('T160 warns of a key that has another session', () => {
      expect(codesOf(found({}, { others: [aSession({ validUntil: 5 })] }))).to.include('KeyReused')
      expect(codesOf(found({}, { others: [aSession({ signer: OTHER })] }))).to.not.include('KeyReused')
    })
  })

  it('T157 names addresses as the reader knows them, and shows them whole', () => {
    const permissions = [aPermission({ target: SHOP, functionSignature: 'transferOwnership(address)' })]
    const [finding] = found({ permissions }).filter(({ code }) => code === 'FunctionGivesPower')
    expect(finding?.text).to.equal(`transferOwnership(address) on the shop (${SHOP}) changes who controls a contract.`)
  })

  it('finds nothing wrong in the shape of rules that allow makes', () => {
    const orders = { address: SOCIO3, abi: ['function f((uint256 a, bytes b)[] o, uint8[2] p, string s)'] as const }
    const session = createSession({
      signer: OTHER,
      allow: [
        allowAny(orders, 'f', [
          { o: { 0: { a: atMost(9n), b: { length: atMost(9n) } } } },
          { p: { 1: equals(3n) }, s: equals('x') },
        ] as never),
      ],
      expires: '1h',
      fees: { max: 1n },
      now: NOW,
    })
    expect(codesOf(review({ session }, { now: NOW }))).to.not.include('RuleNotOfFunction')
  })

  it('has a test for every finding', () => {
    const requests = join(__dirname, '../approval/approve.test.ts')
    const tests = readFileSync(__filename, 'utf8') + readFileSync(requests, 'utf8')
    expect(Object.keys(FINDINGS).filter((code) => !tests.includes(`'${code}'`))).to.deep.equal([])
  })
})

const rank = (severity: string): number => ['refusal', 'warning', 'note'].indexOf(severity)
