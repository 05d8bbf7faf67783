// Shoal in C#: 32x32 sprites, drawn in the game's process. Unsafe code must be allowed (Unity:
// Player settings; .NET: <AllowUnsafeBlocks>), and the library lies beside the program.
using System;
using System.Collections.Generic;
using System.Text;
using Shoal.Native;

namespace Shoal
{
    /// <summary>What the library could not do, in a sentence.</summary>
    public sealed class ShoalException : Exception
    {
        public ShoalException(string message) : base(message) { }
    }

    /// <summary>What to draw. Null names are "any"; null numbers are the defaults.</summary>
    public sealed class Request
    {
        public string Zone;
        public string Category;
        public ulong Seed;
        public uint Variant;
        public float? Temperature;
        public float? Guidance;
        public uint? Attempts;
    }

    /// <summary>A sprite: 32x32 palette indices row by row from the top left, 0 transparent.</summary>
    public sealed class Sprite
    {
        public const int Side = 32;
        public const int Pixels = 1024;
        internal Sprite(byte[] indices, string zone, string category, ulong seed, uint variant)
        {
            Indices = indices;
            Zone = zone;
            Category = category;
            Seed = seed;
            Variant = variant;
        }
        public byte[] Indices { get; }
        /// <summary>Name of the zone; null for any.</summary>
        public string Zone { get; }
        /// <summary>Name of the category; null for any.</summary>
        public string Category { get; }
        public ulong Seed { get; }
        public uint Variant { get; }
    }

    /// <summary>A checkpoint, ready to draw; several threads may use one.</summary>
    public sealed unsafe class Generator : IDisposable
    {
        /// <summary>The interface that these declarations are for.</summary>
        const uint AbiVersion = 1;
        const int Ok = 0, None = 1, Indexed = 0, Rgba = 1, Any = -1;

        ShoalGenerator* handle;

        /// <summary>Opens the model inside the library, or a checkpoint file.</summary>
        public Generator(string path = null)
        {
            CheckVersion();
            fixed (byte* text = path == null ? null : Text(path))
                handle = path == null ? NativeMethods.shoal_open_embedded() : NativeMethods.shoal_open_file(text);
            if (handle == null) throw LastError();
            Zones = Names(true);
            Categories = Names(false);
        }

        public IReadOnlyList<string> Zones { get; }
        public IReadOnlyList<string> Categories { get; }

        /// <summary>64 colours as RGBA, 256 bytes; entry 0 is transparent.</summary>
        public byte[] Palette()
        {
            var bytes = new byte[256];
            fixed (byte* to = bytes) Check(NativeMethods.shoal_palette(Open(), to, (UIntPtr)bytes.Length));
            return bytes;
        }

        /// <summary>Draws one sprite on this thread. Equal requests make equal sprites.</summary>
        public Sprite Draw(Request request)
        {
            var given = Read(request);
            var indices = new byte[Sprite.Pixels];
            fixed (byte* to = indices)
                Check(NativeMethods.shoal_generate(Open(), &given, Indexed, to, (UIntPtr)indices.Length));
            return Made(indices, given);
        }

        /// <summary>Draws a child of two sprites, or a variation of one where b is null.</summary>
        /// <param name="mask">1,024 bytes, not 0 where the model draws; null: 40 % of the pixels.</param>
        /// <param name="strength">From a varied (0) to b fitted in (1); below 0: the default.</param>
        public Sprite Breed(byte[] a, byte[] b, Request request, byte[] mask = null, float strength = -1, bool keepsOutline = false)
        {
            CheckSprite(a, nameof(a));
            if (b != null) CheckSprite(b, nameof(b));
            if (mask != null) CheckSprite(mask, nameof(mask));
            var given = Read(request);
            var indices = new byte[Sprite.Pixels];
            fixed (byte* first = a, second = b, where = mask, to = indices)
            {
                var cross = new ShoalCross { a = first, b = second, mask = where, strength = strength, keeps_outline = (byte)(keepsOutline ? 1 : 0) };
                Check(NativeMethods.shoal_breed(Open(), &cross, &given, Indexed, to, (UIntPtr)indices.Length));
            }
            return Made(indices, given);
        }

        /// <summary>A sprite as RGBA: 4,096 bytes, row by row from the top left; lit if angles are given
        /// (degrees: azimuth 0 right, 90 above, 180 left; elevation 90 shines straight on).</summary>
        public byte[] ToRgba(byte[] indices, float? azimuth = null, float elevation = 30)
        {
            CheckSprite(indices, nameof(indices));
            var bytes = new byte[4 * Sprite.Pixels];
            if (azimuth == null)
            {
                var palette = Palette();
                for (int i = 0; i < Sprite.Pixels; i++) Array.Copy(palette, 4 * indices[i], bytes, 4 * i, 4);
                return bytes;
            }
            fixed (byte* from = indices, to = bytes)
                Check(NativeMethods.shoal_shade(Open(), from, azimuth.Value, elevation, Rgba, to, (UIntPtr)bytes.Length));
            return bytes;
        }

        /// <summary>Draws in the background from now on; sprite k is variant k of the seed.</summary>
        /// <param name="share">For which share of the time each thread works: 0.001 to 1.</param>
        public Stream Stream(ulong seed, IReadOnlyList<Request> cells = null, int ahead = 8, uint threads = 1, float share = 0.25f)
        {
            int count = cells == null ? 0 : cells.Count;
            var array = new ShoalCell[Math.Max(count, 1)];
            for (int k = 0; k < count; k++) array[k] = Read(cells[k]).cell;
            fixed (ShoalCell* first = array)
            {
                var settings = new ShoalStreamSettings
                {
                    seed = seed, cells = count == 0 ? null : first, n_cells = (UIntPtr)count, max_sprites = (UIntPtr)ahead,
                    n_threads = threads, share = share, temperature = -1,
                };
                var stream = NativeMethods.shoal_stream_new(Open(), &settings);
                if (stream == null) throw LastError();
                return new Stream(this, stream);
            }
        }

        public void Dispose()
        {
            NativeMethods.shoal_generator_free(handle);
            handle = null;
            GC.SuppressFinalize(this);
        }

        ~Generator() { if (handle != null) NativeMethods.shoal_generator_free(handle); }

        static void CheckVersion()
        {
            uint version;
            try { version = NativeMethods.shoal_abi_version(); }
            catch (DllNotFoundException error)
            {
                throw new ShoalException("the Shoal library is not there: put shoal.dll, libshoal.so or libshoal.dylib beside the program (" + error.Message + ")");
            }
            if (version != AbiVersion)
                throw new ShoalException("the Shoal library has interface " + version + " and Shoal.cs is for " + AbiVersion + ": take both from one package");
        }

        ShoalGenerator* Open()
        {
            if (handle == null) throw new ObjectDisposedException(nameof(Generator));
            return handle;
        }

        static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + "\0");

        internal static string ReadText(byte* text)
        {
            if (text == null) return null;
            int length = 0;
            while (text[length] != 0) length++;
            return Encoding.UTF8.GetString(text, length);
        }

        internal static ShoalException LastError() => new ShoalException(ReadText(NativeMethods.shoal_last_error()));

        internal static int Check(int result) => result == Ok || result == None ? result : throw LastError();

        static void CheckSprite(byte[] bytes, string name)
        {
            if (bytes == null) throw new ArgumentNullException(name);
            if (bytes.Length != Sprite.Pixels) throw new ArgumentException("a sprite or mask has 1,024 bytes, not " + bytes.Length, name);
        }

        IReadOnlyList<string> Names(bool ofZones)
        {
            var names = new List<string>();
            while (true)
            {
                uint index = (uint)names.Count;
                var name = ReadText(ofZones ? NativeMethods.shoal_zone_name(handle, index) : NativeMethods.shoal_category_name(handle, index));
                if (name == null) return names;
                names.Add(name);
            }
        }

        ShoalRequest Read(Request request)
        {
            if (request == null) throw new ArgumentNullException(nameof(request));
            int zone = Any, category = Any;
            if (request.Zone != null)
                fixed (byte* name = Text(request.Zone)) Check(NativeMethods.shoal_zone_index(Open(), name, &zone));
            if (request.Category != null)
                fixed (byte* name = Text(request.Category)) Check(NativeMethods.shoal_category_index(Open(), name, &category));
            return new ShoalRequest
            {
                cell = new ShoalCell { zone = zone, category = category }, seed = request.Seed, variant = request.Variant,
                temperature = request.Temperature ?? -1, guidance = request.Guidance ?? 0, attempts = request.Attempts ?? 0,
            };
        }

        static string Name(IReadOnlyList<string> names, int index) => index < 0 ? null : names[index];

        internal Sprite Made(byte[] indices, ShoalRequest request)
        {
            return new Sprite(indices, Name(Zones, request.cell.zone), Name(Categories, request.cell.category), request.seed, request.variant);
        }
    }

    /// <summary>Sprites that are drawn in the background.</summary>
    public sealed unsafe class Stream : IDisposable
    {
        readonly Generator generator;
        ShoalStream* handle;

        internal Stream(Generator generator, ShoalStream* handle)
        {
            this.generator = generator;
            this.handle = handle;
        }

        /// <summary>The next sprite, or null while there is none. Never waits.</summary>
        public Sprite TryNext()
        {
            if (handle == null) throw new ObjectDisposedException(nameof(Stream));
            var request = new ShoalRequest();
            var indices = new byte[Sprite.Pixels];
            int result;
            fixed (byte* to = indices)
                result = Generator.Check(NativeMethods.shoal_stream_try_next(handle, 0, to, (UIntPtr)indices.Length, &request));
            return result == 0 ? generator.Made(indices, request) : null;
        }

        public void Dispose()
        {
            NativeMethods.shoal_stream_free(handle);
            handle = null;
            GC.SuppressFinalize(this);
        }

        ~Stream() { if (handle != null) NativeMethods.shoal_stream_free(handle); }
    }
}
