// The posts, as the chain has them.
import { Contract } from 'ethers'

import { SOCIO3_ABI, type Here } from '../place'
import type { Post } from './votes'

/** All of one block. */
export async function readPosts({ provider, socio3, names }: Here): Promise<readonly Post[]> {
  const contract = new Contract(socio3, SOCIO3_ABI, provider)
  const blockTag = await provider.getBlockNumber()
  const count = Number(await contract.getFunction('postCount').staticCall({ blockTag }))
  const read = contract.getFunction('getPost')
  return await Promise.all(
    Array.from({ length: count }, async (_, id) => {
      const [author, votes, , text] = (await read.staticCall(id, { blockTag })) as [string, bigint, bigint, string]
      return { id, author: names[author as `0x${string}`] ?? author, text, votes: Number(votes) }
    }),
  )
}
