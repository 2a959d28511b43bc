// The module's errors by what they are about: each file of words has its own, and none is forgotten.
import type { ModuleErrorName } from './ContractError'

/** The errors about userOps: their shape, calls, payer and limits; see moduleOpTexts.ts. */
export type ModuleOpErrorName = Exclude<
  ModuleErrorName,
  ModuleGrantErrorName | ModuleRuleErrorName | ModuleWireErrorName
>

/** The errors of the wire; see moduleWireTexts.ts. */
export type ModuleWireErrorName =
  | 'AuthorizationLengthMismatch'
  | 'CallHeaderNotValid'
  | 'CapNotOmitted'
  | 'GrantNotOmitted'
  | 'HeadNotValid'
  | 'LimitsNotOmitted'
  | 'PaymasterNotOmitted'
  | 'PermissionNotSame'
  | 'RepeatNotMarked'
  | 'RootsDiffer'
  | 'RulesNotOmitted'

/** The errors of rules on arguments; see moduleRuleTexts.ts. */
export type ModuleRuleErrorName =
  | 'RuleNotMet'
  | 'ArgumentNotReadable'
  | 'WordNotCanonical'
  | 'AllowanceOverCap'
  | 'RulesOnTransfer'
  | 'RulesTooMany'
  | 'RulesNotAscending'
  | 'PathLengthNotValid'
  | 'PathStepNotValid'
  | 'WordTypeNotValid'
  | 'ComparisonNotValid'
  | 'MaskNotValid'
  | 'ValueCountNotValid'
  | 'ValueNotValid'
  | 'AllowanceNotValid'
  | 'AllowanceCapsDiffer'

/** The errors of grants and of the life cycle; see moduleGrantTexts.ts. */
export type ModuleGrantErrorName =
  | 'SessionAlreadyRevoked'
  | 'ModuleNotInstalled'
  | 'SignerNotValid'
  | 'WindowEmpty'
  | 'ValidUntilTooLate'
  | 'PeriodTooShort'
  | 'PeriodWithoutLimit'
  | 'MaxCallsZero'
  | 'PermissionsEmpty'
  | 'PermissionsTooMany'
  | 'PermissionsNotAscending'
  | 'TargetNotAllowed'
  | 'SelectorMismatch'
  | 'InstallDataNotValid'
  | 'RenounceSignatureNotValid'
  | 'SignerKindNotSupported'
  | 'GrantDataNotValid'
  | 'GrantOfOtherSession'
  | 'GrantSignatureNotValid'
  | 'MissingPrecompile'
  | 'ReplacesItself'
  | 'SiblingsNotAscending'
