/** Simple scenes on a field of 100 x 100, their object in the middle. */

interface Drawing {
  readonly name: string;
  readonly draw: (context: CanvasRenderingContext2D) => void;
}

function fill(context: CanvasRenderingContext2D, colour: string, outline: string): void {
  context.fillStyle = colour;
  context.fill(new Path2D(outline));
}

function background(context: CanvasRenderingContext2D, colours: readonly [string, string]): void {
  const gradient = context.createLinearGradient(0, 0, 0, 100);
  for (const [i, colour] of colours.entries()) gradient.addColorStop(i, colour);
  context.fillStyle = gradient;
  context.fillRect(0, 0, 100, 100);
}

export const drawings: readonly Drawing[] = [
  {
    name: 'a drawn ship',
    draw: (context) => {
      background(context, ['#a9cbe8', '#dcebf5']);
      fill(context, '#2b5d86', 'M0 62 H100 V100 H0 Z');
      fill(context, '#8c2f26', 'M22 56 H80 L72 68 H30 Z');
      fill(context, '#f2f2ee', 'M34 46 H66 V56 H34 Z M40 40 H58 V46 H40 Z');
      fill(context, '#333a40', 'M46 28 H52 V40 H46 Z');
      fill(context, '#3d759f', 'M0 67 Q12 64 25 67 T50 67 T75 67 T100 67 V72 H0 Z');
    },
  },
  {
    name: 'a drawn airplane',
    draw: (context) => {
      background(context, ['#6aa7dd', '#cfe4f4']);
      fill(context, '#e9edf1', 'M18 50 Q22 46 34 46 H74 Q84 47 86 51 Q82 55 72 55 H34 Q22 55 18 50 Z');
      fill(context, '#b9c2cb', 'M46 51 L62 51 L50 72 L42 72 Z M48 46 L60 46 L52 32 L46 32 Z');
      fill(context, '#c63a2f', 'M20 48 L30 47 L22 34 L16 34 Z');
      fill(context, '#44515d', 'M76 48 H82 L84 50 H76 Z');
    },
  },
  {
    name: 'a drawn truck',
    draw: (context) => {
      background(context, ['#c9d6dd', '#eef2f3']);
      fill(context, '#7c7f80', 'M0 70 H100 V100 H0 Z');
      fill(context, '#e8e4da', 'M18 36 H60 V66 H18 Z');
      fill(context, '#2f6db0', 'M60 44 H74 L82 55 V66 H60 Z');
      fill(context, '#cfe6f2', 'M64 47 H73 L78 55 H64 Z');
      fill(
        context,
        '#222629',
        'M24 68 a6 6 0 1 0 12 0 a6 6 0 1 0 -12 0 Z M64 68 a6 6 0 1 0 12 0 a6 6 0 1 0 -12 0 Z',
      );
    },
  },
  {
    name: 'a drawn frog',
    draw: (context) => {
      background(context, ['#b7d19a', '#6f9a55']);
      fill(context, '#3f7d33', 'M28 60 Q30 40 50 40 Q70 40 72 60 Q70 74 50 74 Q30 74 28 60 Z');
      fill(context, '#57a046', 'M34 44 a7 7 0 1 1 14 0 Z M52 44 a7 7 0 1 1 14 0 Z');
      fill(context, '#16210f', 'M39 43 a3 3 0 1 1 6 0 Z M55 43 a3 3 0 1 1 6 0 Z');
      fill(
        context,
        '#2c5a24',
        'M36 62 Q50 70 64 62 Q50 66 36 62 Z M22 72 Q30 62 38 74 Z M62 74 Q70 62 78 72 Z',
      );
    },
  },
];
