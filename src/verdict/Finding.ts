// What review() finds in a request, and how bad each thing is.

/** refusal: approve nothing that has one; warning: show it before the owner approves; note: worth a line. */
export type Severity = 'refusal' | 'warning' | 'note'

/** Severity, and what would be right, of everything that review() can find. */
export const FINDINGS = {
  OtherChain: ['refusal', 'Refuse, or change to that chain first.'],
  OtherAccount: ['refusal', 'Refuse, or change to that account first.'],
  OtherModule: ['refusal', 'Refuse: whatever module is installed acts in the name of the account.'],
  BeforeUnknown: ['warning', 'Read the whole text: what is shown as different may be made up.'],
  NotGrantable: ['refusal', 'Ask the app for a session that the module can grant.'],
  TargetIsAccount: ['refusal', 'Refuse: whoever may call the account itself owns it.'],
  TargetIsModule: ['refusal', 'Refuse: whoever may call the session module grants sessions.'],
  TargetIsEntryPoint: ['refusal', "Refuse: an EntryPoint pays out the account's deposit."],
  TargetIsModuleContract: ['refusal', 'Refuse: modules of accounts act in their name; such a permission is ownership.'],
  TargetIsRelay: ['refusal', 'Refuse: it passes on any call; name the contracts behind it instead.'],
  TextNotInAbi: ['refusal', 'Refuse: the text is not what would be called; ask the app for the verified contract.'],
  TextDisguises: ['refusal', 'Refuse: a name with the four bytes of another function is found by searching for it.'],
  RuleNotOfFunction: ['refusal', 'Ask for rules on arguments that the function has.'],
  OperatorApproval: ['warning', 'Refuse, or ask for approvals of single tokens or amounts.'],
  Delegation: ['warning', "Refuse, unless you want others to borrow in the account's name."],
  Permit: ['warning', 'Refuse, or ask for approve with a fixed spender and a budget.'],
  UnboundedApproval: ['warning', 'Ask for a budget: spend({ max }) on the amount.'],
  UnboundedTransfer: ['warning', 'Ask for a budget: spend({ max }) on the amount.'],
  AmountNotCounted: ['warning', 'Ask for a budget, spend({ max }), or for a limit on calls.'],
  AnySpender: ['warning', 'Ask for fixed spenders: oneOf(...).'],
  UnknownSpender: ['warning', 'Ask whose contract it is, or refuse.'],
  SpenderIsRelay: ['warning', 'Refuse: what is approved to it can be taken by anybody.'],
  AnyRecipient: ['note', 'Ask for fixed recipients: oneOf(...).'],
  FunctionRelays: ['warning', 'Ask for callOf(...) on the calls inside, or for the functions behind it.'],
  FunctionGivesPower: ['warning', 'Refuse, unless handing over control of that contract is what you want.'],
  PaymasterIsSpender: ['warning', 'Approve it no more than you would pay for gas.'],
  PaymasterMayCharge: ['warning', 'Look at what is approved to the paymaster, or let the account pay.'],
  FeesUnlimited: ['note', 'Ask for fees: { max }.'],
  FeesHigh: ['warning', 'Ask for lower fees: { max }.'],
  ValueUnlimited: ['warning', 'Ask for a value in all.'],
  ValueHigh: ['warning', 'Ask for a lower value in all, or per call.'],
  CallsUnlimited: ['note', 'Ask for calls: a number.'],
  TooLong: ['warning', 'Ask for a session of at most 30 days, and renew it.'],
  AlreadyOver: ['warning', 'Ask the app for a session that still lasts.'],
  KeyReused: ['warning', 'Ask for a key of its own for each session.'],
  Unverified: ['note', "Compare with the contract's verified ABI."],
} as const satisfies Readonly<Record<string, readonly [Severity, string]>>

/** What review() can find. */
export type FindingCode = keyof typeof FINDINGS

/** One thing that an owner should know before approving. */
export interface Finding {
  readonly severity: Severity
  readonly code: FindingCode
  /** What was found, in one sentence. */
  readonly text: string
  /** What to do about it. */
  readonly fix: string
  /** Where in `session.permissions`, if it is about one. */
  readonly permissionIndex?: number
}

/** @internal */
export function finding(code: FindingCode, text: string, permissionIndex?: number): Finding {
  const [severity, fix] = FINDINGS[code]
  return { severity, code, text, fix, ...(permissionIndex === undefined ? {} : { permissionIndex }) }
}
