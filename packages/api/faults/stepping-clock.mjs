// Loaded before GoKart: its `Date` is that of the system and an offset, which steps when the parent says so, as the clock of a
// machine does that is set. Timers do not step: they go by the monotonic clock.
const System = Date
let offset = 0
const now = () => System.now() + offset

globalThis.Date = new Proxy(System, {
  apply: () => new System(now()).toString(),
  construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})

process.on('message', (message) => (offset = message.offset))
// What is told must not keep the process alive.
process.channel.unref()
