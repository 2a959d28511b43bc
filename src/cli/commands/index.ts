// The table of commands, in the order of their help.
import type { Command } from '../Command'
import { canCommand } from './can'
import { decode } from './decode'
import { describe } from './describe'
import { reviewCommand } from './review'
import { worstCaseCommand } from './worstCase'

/** @internal */
export const COMMANDS: readonly Command[] = [describe, canCommand, worstCaseCommand, reviewCommand, decode]
