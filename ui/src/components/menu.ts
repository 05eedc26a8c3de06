/** One line of a menu. */
export interface MenuItem {
  name: string;
  stop?: boolean;
  run: () => void;
}
