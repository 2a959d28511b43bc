// What ponder is to read.
import { sessionKeyValidatorAbi } from 'latchkey/abi'
import { createConfig } from 'ponder'

import { CHAIN_ID, MODULE, RPC_URL, START_BLOCK } from './settings'

/** Of anvil and Hardhat: a new chain each time, of which nothing may be remembered. */
const LOCAL_CHAIN = 31_337

export default createConfig({
  chains: { main: { id: CHAIN_ID, rpc: RPC_URL, disableCache: CHAIN_ID === LOCAL_CHAIN } },
  contracts: {
    SessionKeyValidator: { abi: sessionKeyValidatorAbi, chain: 'main', address: MODULE, startBlock: START_BLOCK },
  },
})
