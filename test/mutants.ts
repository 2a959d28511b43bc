// The checks that carry the most, each taken out of the module by replacing one piece of text: `npm run mutants` does so in a
// copy and requires that the named test then fails. A check that can be removed unnoticed is not tested.

export type Mutant = {
  /** What is missing when this is done. */
  readonly without: string
  /** Below contracts/. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly search: string
  readonly replace: string
  /** Below test/unit/validator/, without the ending. */
  readonly test: string
  /** Part of the title of a test that has to fail. */
  readonly title: string
}

/** Contracts that these tests deploy besides the module. */
export const DOUBLES: readonly string[] = ['mocks/AccountMock.sol']

const MODULE = 'SessionKeyValidator.sol'
const AUTHORIZATION = 'libraries/AuthorizationLib.sol'
const GRANT = 'libraries/GrantLib.sol'
const HASH = 'libraries/SessionHashLib.sol'
const PAYER = 'libraries/PayerLib.sol'
const PERMISSION = 'libraries/PermissionLib.sol'
const USER_OP = 'libraries/UserOpLib.sol'
const CALLS = 'types/Calls.sol'
const EPOCH = 'types/Epoch.sol'
const USAGE = 'types/Usage.sol'
const WINDOW = 'types/Window.sol'

type Row = readonly [without: string, file: string, search: string, replace: string, test: string, title: string]

/** The row of a guard `if (…) …` that never holds any more. */
const guard = (without: string, file: string, search: string, test: string, title: string): Row => [
  without,
  file,
  search,
  search.replace('if (', 'if (false && '),
  test,
  title,
]

const SIGNED = 'if (!SignerLib.isSignedBy(digest, signerWord, signature)) return SIG_VALIDATION_FAILED;'
const CHARGE = 'usageOf[msg.sender] = usage.charge(limits, PayerLib.feeToCount(op, limits), charges, period);'

const rows: readonly Row[] = [
  // I11: the op is the account's own, and a session op
  guard('the sender is the caller', USER_OP, 'if (sender != uint160(caller)) revert', 'validateUserOp.shape', 'T59 refuses the op of another account'),
  guard('no initCode', USER_OP, 'if (length != 0) revert', 'validateUserOp.shape', 'T75 refuses initCode'),

  // I1, I4: calls are read as the account runs them
  guard('only execute', CALLS, 'if (selector != EXECUTE_SELECTOR) revert', 'validateUserOp.shape', 'refuses another function: one wrong bit'),
  guard('only two modes', CALLS, 'if (mode != MODE_BATCH) revert', 'validateUserOp.shape', 'refuses a mode: T23 try of a batch'),
  ['the canonical offset', CALLS, '(offset ^ 0x40) | (length >> 64)', '(length >> 64)', 'validateUserOp.shape', 'refuses T1 an offset that is not 0x40'],
  ['the end of callData', CALLS, '(callData.length ^ total) | padding', 'padding', 'validateUserOp.shape', 'refuses T7 a word behind it'],
  ['pointers in order', CALLS, '(_word(pointer) ^ (position - base)) | (targetWord >> 160)', '(targetWord >> 160)', 'validateUserOp.shape', 'refuses T6 two pointers to one call'],
  ['the end of a batch', CALLS, '_expect(following, end);\n        else', '{}\n        else', 'validateUserOp.shape', 'refuses T7 a word behind the last call'],
  guard('a batch has calls', CALLS, 'if (count == 0) revert', 'validateUserOp.shape', 'T4 T5 refuses an empty batch'),
  guard('calldata of 1 to 3 bytes', PERMISSION, 'if (dataLength < 4) revert', 'validateUserOp.shape', 'T9 I3 refuses data of 3 bytes'),

  // I5: targets that are refused at grant
  ['not address zero', GRANT, 'target == address(0) || target', 'target', 'grant.fields', 'refuses T26 target zero'],
  ['not the account', GRANT, 'target == account || ', '', 'grant.fields', 'refuses T33 the account as target'],
  ['not the module', GRANT, ' || target == address(this)', '', 'grant.fields', 'refuses T34 the module as target'],
  guard('the text has the selector', GRANT, 'if (selector != expected) revert', 'grant.fields', 'refuses T180 a text of another function'),
  guard('no permission twice', GRANT, 'if (leaf <= previous) revert', 'grant.fields', 'a permission twice, apart'),

  // I2: every call under one root
  guard('one root for all calls', PERMISSION, 'if (node != root) revert', 'validateUserOp.calls', 'T28 I2 refuses a call under no permission, wherever it stands'),
  guard('the same permission is the same', PERMISSION, 'if (head != lastHead) revert', 'validateUserOp.wire', 'T171 is refused for another target'),
  guard('the cap of value per call', PERMISSION, 'if (value > cap) revert', 'validateUserOp.calls', 'T29 is refused with value where its permission has no cap'),

  // I13, I14: what lives
  guard('the session is live', MODULE, 'if (!usage.isLiveIn(_epoch[msg.sender])) revert', 'validateUserOp.liveness', 'does not live I13 revoked'),
  ['in this epoch', USAGE, 'uint32(Usage.unwrap(usage)) == (epoch.counter() | 1)', 'epoch.counter() != 0 && uint32(Usage.unwrap(usage)) != 0 && !usage.isRevoked()', 'validateUserOp.liveness', 'does not live after revokeAll'],
  guard('revocation is final', MODULE, 'if (usage.isRevoked()) revert', 'grant', 'T125 I13 is refused in the same epoch'),
  ['an uninstall moves the epoch', EPOCH, 'epoch.isInstalled() ? 1 : 0', 'epoch.isInstalled() ? 0 : 0', 'onUninstall', 'ends every session with one write'],

  // I10: the key signed
  [`the key's signature`, MODULE, SIGNED, '', 'validateUserOp.signature', 'T97 answers 1 and writes nothing: of another key'],
  ['nothing written before 1', MODULE, SIGNED, SIGNED.replace('return SIG', `{ ${CHARGE} return SIG`) + ' }', 'validateUserOp.signature', 'T97 answers 1 and writes nothing: of another key'],
  ['the chain in the digest', HASH, 'mstore(add(words, 32), chainid())', 'mstore(add(words, 32), 0)', 'validateUserOp.signature', 'T66 T168 for no chain'],
  ['the authorization in the digest', HASH, 'keccak256(words, add(96, authorization.length))', 'keccak256(words, 96)', 'validateUserOp.signature', 'T64 for no authorization'],
  guard('the exact length', AUTHORIZATION, 'if (length + SIGNATURE_LENGTH != field.length)', 'validateUserOp.wire', 'T7 is refused with bytes between the authorization and the signature'),
  ['no messages', MODULE, 'return 0xffffffff;', 'return 0x1626ba7e;', 'views', 'T79 T81 says no to everything'],

  // I8: who pays, and how much
  guard('not paymaster zero', PAYER, 'if (paymaster == address(0)) revert', 'validateUserOp.payer', 'T164 is never address zero with gas fields'),
  guard('the account never pays unlimited fees, at grant', GRANT, 'if (maxFee == UNLIMITED_FEE && paymaster == address(0)) revert', 'grant.fields', 'refuses T115 unlimited fees without a paymaster'),
  guard('the account never pays unlimited fees, in an op', AUTHORIZATION, 'if (limits.maxFee() == UNLIMITED_FEE) revert', 'validateUserOp.payer', 'T110 is the named paymaster alone'),
  ['preVerificationGas', PAYER, 'uint256 gas = op.preVerificationGas;', 'uint256 gas = 0;', 'validateUserOp.payer', 'is refused one wei over the limit: T109 preVerificationGas'],
  ['verificationGasLimit', PAYER, 'gas += uint256(op.accountGasLimits) >> 128;', '', 'validateUserOp.payer', 'is refused one wei over the limit: verificationGasLimit'],
  ['callGasLimit', PAYER, 'gas += uint128(uint256(op.accountGasLimits));', '', 'validateUserOp.payer', 'is refused one wei over the limit: callGasLimit'],
  [`the paymaster's verification gas`, PAYER, '(limits >> 128) + uint128(limits)', 'uint128(limits)', 'validateUserOp.payer', 'T163 of a sponsored op counts its verification gas'],
  [`the paymaster's post-op gas`, PAYER, '(limits >> 128) + uint128(limits)', '(limits >> 128)', 'validateUserOp.payer', 'T163 of a sponsored op counts its post-op gas'],
  ['the highest price', PAYER, 'uint128(uint256(op.gasFees))', '(uint256(op.gasFees) >> 128)', 'validateUserOp.payer', 'is refused one wei over the limit: T108 maxFeePerGas'],

  // I7, I9: what is counted
  guard('the limit on fees', USAGE, 'if (sum > limit) revert ISessionKeyValidator.FeeOverLimit', 'validateUserOp.limits', 'T86 T94 is reached by the last op and not passed by a wei'),
  guard('the limit on value', USAGE, 'if (sum > limit) revert ISessionKeyValidator.ValueOverLimit', 'validateUserOp.limits', 'T86 T95 is reached by the sum over calls and ops'),
  guard('the limit on calls', USAGE, 'if (sum > limit) revert ISessionKeyValidator.CallsOverLimit', 'validateUserOp.limits', 'T86 is reached by the last op and not passed by the next'),
  guard('no value without limits', 'types/Charges.sol', 'if (charges.value() != 0) revert', 'validateUserOp.limits', 'admits no native value, though its permission has a cap'),
  guard('usage is stored', MODULE, 'if (charged != usage) usageOf', 'validateUserOp.limits', 'T94 is written in validation'),

  // I12: time
  guard('the end of a period', WINDOW, 'if (end < until) until = end;', 'validateUserOp.period', 'T52 is the seconds of that period and of no other'),
  ['the start of a period', WINDOW, 'return Window.wrap((start << 208)', 'return Window.wrap((window.validAfter() << 208)', 'validateUserOp.period', 'T52 is the seconds of that period and of no other'],
  guard('a period inside the session', WINDOW, 'if (start > until) revert', 'validateUserOp.period', 'T53 is refused where the period begins after the session ends'),
  guard('no earlier period', USAGE, 'if (index < current) revert', 'validateUserOp.period', 'is refused in an earlier one, once a later one was used'),
  guard('no short period', GRANT, 'if (period < PERIOD_MIN) revert', 'grant.fields', 'refuses T165 a period of 1'),
  guard('a start before the end', GRANT, 'if (validAfter >= validUntil) revert', 'grant.fields', 'refuses T43 no end'),
  guard('no block numbers', GRANT, 'if (validUntil >= VALID_UNTIL_END)', 'grant.fields', 'refuses T55 an end of 2^47'),
] // prettier-ignore

export const MUTANTS: readonly Mutant[] = rows.map(([without, file, search, replace, test, title]) => ({
  without,
  file,
  search,
  replace,
  test,
  title,
}))
