// The posts, and their upvotes: counted at the click.
import type { ReactElement } from 'react'

import { shownVotes, type Post, type Vote } from '../app/votes'
import { plural } from '../words'

export interface FeedProps {
  readonly posts: readonly Post[]
  readonly votes: readonly Vote[]
  readonly since: number
  readonly onUpvote: (postId: number, clickedAt: number) => void
}

export function Feed({ posts, votes, since, onUpvote }: FeedProps): ReactElement {
  return (
    <section aria-labelledby="feed">
      <h2 id="feed" className="unseen">
        Feed
      </h2>
      <ol className="feed">
        {posts.toReversed().map((post) => (
          <li key={post.id}>
            <PostCard post={post} votes={votes} since={since} onUpvote={onUpvote} />
          </li>
        ))}
      </ol>
    </section>
  )
}

type PostCardProps = Omit<FeedProps, 'posts'> & { readonly post: Post }

function PostCard({ post, votes, since, onUpvote }: PostCardProps): ReactElement {
  const { count, pending } = shownVotes(post, votes, since)
  const last = votes.findLast(({ postId }) => postId === post.id)
  const isUndone = last?.state === 'refused'
  return (
    <article className="card post" aria-labelledby={`author-${post.id}`} data-testid={`post-${post.id}`}>
      <span className="face" aria-hidden="true" data-hue={post.id % 4}>
        {post.author.slice(0, 1)}
      </span>
      <div>
        <h3 id={`author-${post.id}`}>{post.author}</h3>
        <p className="text">{post.text}</p>
        <p className="fate quiet">
          {pending > 0 ? `${pending} on the way` : isUndone ? 'undone' : last === undefined ? '' : 'on the chain'}
        </p>
      </div>
      <button
        className={`upvote${pending > 0 ? ' pending' : ''}${isUndone ? ' undone' : ''}`}
        aria-label={`Upvote the post of ${post.author}, ${plural(count, 'vote')}`}
        onClick={({ timeStamp }) => onUpvote(post.id, timeStamp)}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M8 3l5 6H9.8v4H6.2V9H3z" fill="currentColor" />
        </svg>
        <span key={isUndone ? `undone ${last.id}` : 'count'} data-testid={`votes-${post.id}`}>
          {count}
        </span>
      </button>
    </article>
  )
}
