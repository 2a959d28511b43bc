// Every kind of account that is tried, and what is tried of one kind alone.
import type { AccountKind } from './accounts/AccountKind'
import { delegatedEoa } from './accounts/delegatedEoa'
import { existingSafe7579 } from './accounts/existingSafe7579'
import { kernel } from './accounts/kernel'
import { nexus } from './accounts/nexus'
import { openZeppelin } from './accounts/openZeppelin'
import { reference } from './accounts/reference'
import { safe7579 } from './accounts/safe7579'
import { checkKernel } from './checks/kernel'
import { checkNexus } from './checks/nexus'
import { checkOpenZeppelin } from './checks/openZeppelin'
import { checkSafe7579 } from './checks/safe7579'

/** In the order of the page. */
export const ALL_KINDS: readonly AccountKind[] = [
  openZeppelin,
  kernel,
  nexus,
  safe7579,
  existingSafe7579,
  reference,
  delegatedEoa,
]

/** What only accounts of one kind do. */
export const OWN_CHECKS: ReadonlyMap<AccountKind, typeof checkKernel> = new Map([
  [openZeppelin, checkOpenZeppelin],
  [kernel, checkKernel],
  [nexus, checkNexus],
  [safe7579, checkSafe7579],
  [existingSafe7579, checkSafe7579],
])

/** Those that are tried as smart accounts of viem too. */
export const BY_VIEM: readonly AccountKind[] = [openZeppelin, kernel]
