-- The sessions of all accounts, in plain SQL (PostgreSQL 12 or later): one table of events as they stand on the chain, and views that
-- say what they mean. Nothing is updated in place, so a reorg is a deletion:
--   delete from module_event where block_number > :last_common_block;
-- and an event that comes twice is none: insert with `on conflict do nothing`.

create table module_event (
  block_number bigint not null,
  block_hash text not null,
  log_index integer not null,
  transaction_hash text not null,
  name text not null check (name in ('SessionGranted', 'SessionRevoked', 'SessionRenounced', 'EpochChanged')),
  -- Lower-case hex, as all hex here.
  account text not null,
  -- Of all but EpochChanged.
  session_id text,
  -- Of SessionGranted: who signs, and abi.encode(Session).
  signer_word text,
  terms text,
  -- Of EpochChanged: tag 224 bits | counter 32 bits. An odd counter means installed.
  epoch text,
  primary key (block_number, log_index),
  check ((name = 'EpochChanged') = (session_id is null)),
  check ((name = 'EpochChanged') = (epoch is not null)),
  check ((name = 'SessionGranted') = (terms is not null and signer_word is not null))
);

create index module_event_account on module_event (account, block_number, log_index);
create index module_event_session on module_event (session_id, account);
create index module_event_signer on module_event (signer_word);

-- What `termsOf` and `targetsOf` read of the terms. An id is the hash of them, so they never change, and a reorg leaves them alone.
create table session_window (
  session_id text primary key,
  -- Seconds since 1970, both inclusive.
  valid_after bigint not null,
  valid_until bigint not null
);

create table session_target (
  session_id text not null,
  target text not null,
  primary key (session_id, target)
);

create index session_target_target on session_target (target);

-- Each event with how many epochs its account had begun, itself included, and what the account's next event is.
create view account_event as
select
  *,
  count(*) filter (where name = 'EpochChanged') over before_it as epoch_count,
  lead(name) over in_order as next_name,
  lead(session_id) over in_order as next_session_id,
  lead(transaction_hash) over in_order as next_transaction_hash
from module_event
window
  in_order as (partition by account order by block_number, log_index),
  before_it as (partition by account order by block_number, log_index rows unbounded preceding);

-- Every session id that anything happened to, and how it stands.
create view session as
with
  latest as (
    select distinct on (account, session_id) *
    from account_event
    where session_id is not null
    order by account, session_id, block_number desc, log_index desc
  ),
  granted as (
    select distinct on (account, session_id) *
    from account_event
    where name = 'SessionGranted'
    order by account, session_id, block_number desc, log_index desc
  )
select
  latest.account,
  latest.session_id,
  case
    -- For good, also of an id that was never granted.
    when latest.name = 'SessionRevoked' then 'revoked'
    when latest.name = 'SessionRenounced' then 'renounced'
    when ending.epoch is null then 'live'
    when right(ending.epoch, 1) in ('1', '3', '5', '7', '9', 'b', 'd', 'f') then 'superseded'
    else 'uninstalled'
  end as state,
  granted.signer_word,
  granted.terms,
  granted.block_number as granted_in_block,
  case
    when latest.name = 'SessionRevoked'
      and latest.next_name = 'SessionGranted'
      and latest.next_transaction_hash = latest.transaction_hash
    then latest.next_session_id
  end as replaced_by
from latest
left join granted using (account, session_id)
-- What ended the grant by the epoch: the account's first change of it since.
left join account_event as ending
  on ending.account = granted.account
  and ending.name = 'EpochChanged'
  and ending.epoch_count = granted.epoch_count + 1
-- A renunciation of an id that was never granted says nothing.
where granted.session_id is not null or latest.name = 'SessionRevoked';

-- The sessions that may call a contract:
-- (an id that was only revoked may call nothing on this account, whatever another account granted under it)
--   select * from session join session_target using (session_id) where terms is not null and target = :target;
-- Live at a time:
--   select * from session join session_window using (session_id)
--   where state = 'live' and :at between valid_after and valid_until;
