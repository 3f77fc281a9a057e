// What this system says of itself: the names that `cond-expand` knows and `(features)` lists.

export const features = ['r7rs', 'exact-closed', 'ratios', 'full-unicode', 'lazuli', 'x86-64'] as const
