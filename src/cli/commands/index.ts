// The table of commands, in the order of their help.
import type { Command } from '../Command'
import { canCommand } from './can'
import { conform } from './conform'
import { decode } from './decode'
import { describe } from './describe'
import { grant } from './grant'
import { inspect } from './inspect'
import { list } from './list'
import { reviewCommand } from './review'
import { revoke } from './revoke'
import { revokeAll } from './revokeAll'
import { worstCaseCommand } from './worstCase'

/** @internal */
export const COMMANDS: readonly Command[] = [
  describe,
  canCommand,
  worstCaseCommand,
  reviewCommand,
  decode,
  grant,
  list,
  inspect,
  revoke,
  revokeAll,
  conform,
]
