// A console program that draws, breeds, lights and streams; test.sh runs it under Mono.
using System;
using System.Linq;
using System.Threading;
using Shoal;

static class Test
{
    static void Expect(bool holds, string what)
    {
        if (!holds) throw new Exception("failed: " + what);
        Console.WriteLine("ok: " + what);
    }

    static string Refused<T>(Action action) where T : Exception
    {
        try { action(); }
        catch (T error) { return error.Message; }
        throw new Exception("failed: no " + typeof(T).Name);
    }

    static void Main()
    {
        using (var generator = new Generator())
        {
            Expect(generator.Zones.Count == 6 && generator.Categories[3] == "Jellyfish", "names");
            var request = new Request { Zone = "shallows", Category = "jellyfish", Seed = 7 };
            var sprite = generator.Draw(request);
            Expect(sprite.Indices.SequenceEqual(generator.Draw(request).Indices), "equal requests make equal sprites");
            Expect(sprite.Zone == "Shallows" && sprite.Indices.Any(index => index > 0), "a sprite with its names");
            var child = generator.Breed(sprite.Indices, null, request);
            Expect(child.Indices.Length == Sprite.Pixels, "a variation");
            Expect(generator.ToRgba(sprite.Indices, 0).Length == 4096 && generator.ToRgba(sprite.Indices).Length == 4096, "RGBA, lit and flat");
            using (var stream = generator.Stream(7, new[] { request }, share: 1))
            {
                Sprite next = null;
                while ((next = stream.TryNext()) == null) Thread.Sleep(1);
                Expect(next.Indices.SequenceEqual(sprite.Indices), "the stream's first is variant 0");
            }
            Console.WriteLine(Refused<ShoalException>(() => generator.Draw(new Request { Zone = "swamp" })));
            Console.WriteLine(Refused<ArgumentException>(() => generator.ToRgba(new byte[16])));
            Console.WriteLine(Refused<ShoalException>(() => new Generator("none.safetensors")));
        }
    }
}
