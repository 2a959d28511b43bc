// An owner that signs no typed data: its sessions are on the chain from the start.
import type { Owner } from '../../src'
import type { Scene } from './Scene'

export const callsOnly = ({ owner }: Scene): Owner => ({
  sendCalls: async (request) => await owner.sendCalls(request),
})
