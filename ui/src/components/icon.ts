/** What stands on a tile instead of a letter: a picture's address, or one line around a shape on a square of 24. */
export type Icon = { picture: string } | { path: string };
