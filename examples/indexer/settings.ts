// Which module on which chain: the environment says, README.md how.
import { RELEASE } from 'latchkey/deployments'

export const CHAIN_ID = Number(process.env.CHAIN_ID)
export const RPC_URL = process.env.RPC_URL ?? ''
export const MODULE = (process.env.MODULE ?? RELEASE.validator.address) as `0x${string}`
/** In which the module was deployed, or one before. */
export const START_BLOCK = Number(process.env.START_BLOCK ?? 0)

if (!Number.isSafeInteger(CHAIN_ID) || CHAIN_ID <= 0) throw new Error('CHAIN_ID is not the id of a chain')
if (RPC_URL === '') throw new Error('RPC_URL is not the address of a node')
if (!Number.isSafeInteger(START_BLOCK) || START_BLOCK < 0) throw new Error('START_BLOCK is not the number of a block')
