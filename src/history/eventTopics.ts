// The first topics of the module's events, as they stand on the chain. Written out, as nothing is computed on import.

/** Topic by name of the event. */
export const EVENT_TOPICS = {
  SessionGranted: '0x0b09cc0d26cb11bb3aed7f515935ceb546a22b03d42be8c899c841f2de7d90a8',
  SessionRevoked: '0x006be5f629d8df9f032986474cfc3bfc82c9b1cd74dcb2fcb5b3d48f98a50024',
  SessionRenounced: '0x8095b53f76bfbc17861ee2205566bc1230c5b2efbf4928e837e54a970c132018',
  EpochChanged: '0xbb06308f9845fd9fdfecb4c9efbf02429c7eaa26f724d2de9de020f0efd7a13a',
} as const
