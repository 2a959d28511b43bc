// The client room: a session in use.
export * from './queue'
export * from './sessions'
