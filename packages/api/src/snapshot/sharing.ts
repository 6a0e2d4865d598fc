import type { LinkTemplate, LinkSlot } from '@gokart/shared/macros'

/** Makes one of what is equal in many links. */
export interface Sharing {
  text<Text extends string>(text: Text): Text
  template(template: LinkTemplate): LinkTemplate
}

/**
 * Among thousands of offers each click goes to another one, whose objects are in no cache of the core: the click waits for the memory
 * of each that no other offer has (docs/performance.md). Links of one tracker differ in little; what they have in common is kept once.
 * `known`: templates that were shared before.
 */
export function createSharing(known: Iterable<LinkTemplate>): Sharing {
  const texts = new Map<string, string>()
  const slots = new Map<string, readonly LinkSlot[]>()
  let isLearnt = false

  /** Not before a link is new: most changes of a snapshot change no link, and clicks wait while it is made. */
  function learn(): void {
    if (isLearnt) return
    isLearnt = true
    for (const template of known) {
      text(template.before)
      template.slots.forEach(slot)
    }
  }

  function text<Text extends string>(wanted: Text): Text {
    const one = texts.get(wanted)
    if (one !== undefined) return one as Text
    texts.set(wanted, wanted)
    return wanted
  }

  function slot(wanted: LinkSlot): LinkSlot {
    const alike = slots.get(wanted.after) ?? []
    const one = alike.find(
      ({ name, depth, wholeSegment }) =>
        name === wanted.name && depth === wanted.depth && wholeSegment === wanted.wholeSegment,
    )
    if (one) return one
    slots.set(wanted.after, [...alike, wanted])
    return wanted
  }

  return {
    text,
    template({ before, slots: own }) {
      learn()
      return { before: text(whole(before)), slots: own.map((one) => slot(bare(one))) }
    },
  }
}

/** Without where it stood in its link, which differs where nothing else does. */
function bare({ name, depth, wholeSegment, after }: LinkSlot): LinkSlot {
  return { name, depth, wholeSegment, after: whole(after) }
}

/** In one piece: a part of a longer text, or one put together, is read by way of what it was made of. */
function whole(text: string): string {
  return Buffer.from(text).toString()
}
