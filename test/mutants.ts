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
export const DOUBLES: readonly string[] = ['mocks/AccountMock.sol', 'mocks/VerifierMock.sol']

const MODULE = 'SessionKeyValidator.sol'
const AUTHORIZATION = 'libraries/AuthorizationLib.sol'
const GRANT = 'libraries/GrantLib.sol'
const HASH = 'libraries/SessionHashLib.sol'
const PAYER = 'libraries/PayerLib.sol'
const PERMISSION = 'libraries/PermissionLib.sol'
const ARGUMENT = 'libraries/ArgumentLib.sol'
const RULE = 'libraries/RuleLib.sol'
const RULE_GRANT = 'libraries/RuleGrantLib.sol'
const SIGNER = 'libraries/SignerLib.sol'
const USER_OP = 'libraries/UserOpLib.sol'
const CALLS = 'types/Calls.sol'
const EPOCH = 'types/Epoch.sol'
const SPENT = 'types/Spent.sol'
const USAGE = 'types/Usage.sol'
const WINDOW = 'types/Window.sol'

type Row = readonly [without: string, file: string, search: string, replace: string, test: string, title: string]

/** The row of a guard `if (…) …` that never holds any more. */
const guard = (without: string, file: string, search: string, test: string, title: string): Row => [
  without,
  file,
  search,
  // The last condition of the text: what stands before it says which one is meant.
  search.replace(/if \((?!.*if \()/s, 'if (false && '),
  test,
  title,
]

const SIGNED = 'if (!SignerLib.isSignedBySecp256k1(digest, signerWord, signature)) return SIG_VALIDATION_FAILED;'
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
  guard('calldata of 1 to 3 bytes', PERMISSION, 'if (dataLength != 0) revert', 'validateUserOp.shape', 'T9 I3 refuses data of 3 bytes'),

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
  ['the session is live', MODULE, 'usage.differsFrom(_epoch[msg.sender]) | ', '', 'validateUserOp.liveness', 'does not live I13 revoked'],
  guard('the session is live, where not everything is common', MODULE, 'if (!live && attached.isNone()) revert', 'validateUserOp.liveness', 'does not live I13 revoked'),
  ['in this epoch', USAGE, 'uint32(Usage.unwrap(usage)) ^ (epoch.counter() | 1)', 'epoch.counter() == 0 || uint32(Usage.unwrap(usage)) == 0 || usage.isRevoked() ? 1 : 0', 'validateUserOp.liveness', 'does not live after revokeAll'],
  guard('revocation is final', MODULE, 'if (usage.isRevoked()) revert', 'grant', 'T125 I13 is refused in the same epoch'),
  ['usage outlives a renunciation', MODULE, 'if (usage.isRenouncedIn(epoch)) granted = usage.restored();', '', 'renounce', 'keeps what was used'],
  ['the account can undo a renunciation', USAGE, '(epoch.counter() | 1 | RENOUNCED)', '(epoch.counter() | 1 | RENOUNCED | 2)', 'renounce', 'keeps what was used'],
  guard('no signed grant of what was renounced', MODULE, 'if (usage.isRenouncedIn(epoch)) revert', 'renounce', 'stands against a grant by signature'),
  ['an uninstall moves the epoch', EPOCH, 'epoch.isInstalled() ? 1 : 0', 'epoch.isInstalled() ? 0 : 0', 'onUninstall', 'ends every session with one write'],

  // I10: the key signed
  [`the key's signature`, MODULE, SIGNED, '', 'validateUserOp.signature', 'T97 answers 1 and writes nothing: of another key'],
  ['nothing written before 1', MODULE, SIGNED, SIGNED.replace('return SIG', `{ ${CHARGE} return SIG`) + ' }', 'validateUserOp.signature', 'T97 answers 1 and writes nothing: of another key'],
  ['the chain in the digest', HASH, 'mstore(words, userOpHash)\n            mstore(add(words, 32), chainid())', 'mstore(words, userOpHash)\n            mstore(add(words, 32), 0)', 'validateUserOp.signature', 'T66 T168 for no chain'],
  ['the authorization in the digest', HASH, 'authorization.length)\n            hash := keccak256(words, add(96, authorization.length))', 'authorization.length)\n            hash := keccak256(words, 96)', 'validateUserOp.signature', 'T64 for no authorization'],
  ['the exact length', AUTHORIZATION, '(needed ^ field.length) | ', '', 'validateUserOp.wire', 'T7 is refused with bytes between the authorization and the signature'],
  guard('the exact length, where not everything is common', AUTHORIZATION, 'if (needed != field.length) revert', 'validateUserOp.wire', 'T7 is refused with bytes between the authorization and the signature'),
  ['no messages', MODULE, 'return 0xffffffff;', 'return 0x1626ba7e;', 'views', 'T79 T81 says no to everything'],

  // I10: keys of other kinds
  guard('the signature of another kind of key', MODULE, 'if (!SignerLib.isSignedBy(digest, signer.kind()', 'validateUserOp.verifiers', 'means no if it has no code'),
  ['a point of the curve', SIGNER, 'signer.length == 64 && P256.isValidPublicKey(bytes32(signer), bytes32(signer[32:]))', 'signer.length == 64', 'grant.fields', 'refuses a P-256 key that is no point of the curve'],
  ['no precompile as verifier', SIGNER, 'uint160(verifier) > type(uint16).max && ', '', 'grant.fields', 'refuses T84 the identity precompile as verifier'],
  ['not the account as verifier', SIGNER, 'verifier != account && ', '', 'validateUserOp.verifiers', 'T173 is never the account or the module'],
  ['a verifier says yes', SIGNER, ' && bytes32(answer) == IERC7913SignatureVerifier.verify.selector', '', 'validateUserOp.verifiers', 'T97 means no if it says'],

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
  ['usage is stored', MODULE, 'usageOf[msg.sender] = usage.charge(', 'usage.charge(', 'validateUserOp.limits', 'T94 is written in validation'],

  // I2, I3: rules on arguments
  guard('a value that is permitted', RULE, 'if (found != (comparison == ONE_OF)) _refuse', 'validateUserOp.rules', 'holds the argument to one value'),
  guard('a range', RULE, 'if (word - low > cursor.skip(36).peek() - low) _refuse', 'validateUserOp.rules', 'holds the argument to a range'),
  guard('a word of its type', RULE, 'if (!WordTypeLib.isCanonical(word, parts >> 8)) {', 'validateUserOp.rules', 'T169 refuses a word with bits that uint8 does not have'),
  guard('a word that is there', ARGUMENT, 'if (position + 32 > end) _refuse((before', 'validateUserOp.rules', 'T170 refuses data that end inside word 1'),
  guard('a word further in that is there', ARGUMENT, 'if (position + 32 > end) _refuse(place', 'validateUserOp.rules', 'T170 refuses data that end inside a word behind a pointer'),
  ['the rules of a second entry for one function', PERMISSION, 'charges = RuleLib.check(rules, dataOffset, dataLength, charges);\n                    }', 'if (lastLeaf == 0) charges = RuleLib.check(rules, dataOffset, dataLength, charges);\n                    }', 'validateUserOp.rules', 'T102'],
  guard('rules for "the same permission"', PERMISSION, 'if (head != lastHead) revert PermissionNotSame(charges.calls(), head, lastHead);\n                if (!rules.isNone())', 'validateUserOp.rules', 'T28 hold for every call of a batch'),
  guard('not too many rules', RULE_GRANT, 'if (count > RULES_MAX) revert', 'grant.rules', 'refuses 13'),
  guard('no rule twice', RULE_GRANT, 'if (hash <= previous) revert', 'grant.rules', 'T102 refuses one rule twice, also apart'),
  guard('only paths of the grammar', RULE_GRANT, 'if (!valid || (i == count - 1 && !mayEnd)) {', 'grant.rules', 'refuses one that begins with a pointer'),
  guard('only types of the ABI', RULE_GRANT, 'if (!WordTypeLib.isValid(wordType)) revert', 'grant.rules', 'are those of the ABI that fit one word'),
  ['values in order', RULE_GRANT, 'else valid = valid && last < value;', '', 'grant.ruleValues', 'refuses a value twice'],
  guard('one cap for an allowance', RULE_GRANT, 'if (known != 0 && known != cap) revert', 'grant.ruleValues', 'T102 have one cap for each number in a session'),

  // I7: allowances
  guard('the cap of an allowance', SPENT, 'if (sum > op.cap || op.amount > op.cap) {', 'validateUserOp.allowances', 'T86 is used up to its cap by ops'),
  ['an allowance that does not wrap', SPENT, ' || op.amount > op.cap', '', 'validateUserOp.allowances', 'T99 does not overflow'],
  guard('an allowance of this epoch', SPENT, 'if (uint32(word) == epochCounter) {', 'validateUserOp.allowances', 'T86 is used up to its cap by ops'),
  ['allowances beside limits', MODULE, '_chargeAllowances(id, usage, charges, period); // I7', '', 'validateUserOp.allowances', 'T86 is used up to its cap by ops'],
  guard('allowances without limits', MODULE, 'if (!charges.isNothing()) {', 'validateUserOp.allowances', 'is all that an unmetered session writes'),

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
