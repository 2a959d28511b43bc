// What ponder is to read.
import { sessionKeyValidatorAbi } from 'latchkey/abi'
import { createConfig } from 'ponder'

import { CHAIN_ID, MODULE, RPC_URL, START_BLOCK } from './settings'

export default createConfig({
  chains: { main: { id: CHAIN_ID, rpc: RPC_URL } },
  contracts: {
    SessionKeyValidator: { abi: sessionKeyValidatorAbi, chain: 'main', address: MODULE, startBlock: START_BLOCK },
  },
})
