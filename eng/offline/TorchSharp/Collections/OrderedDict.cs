#nullable disable
using System.Collections;

namespace TorchSharp.Utils;

/// <summary>A dictionary that also remembers the order in which its keys came.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
{
    private readonly List<(TKey Key, TValue Value)> _list = [];
    private readonly Dictionary<TKey, TValue> _byKey = [];

    public int Count => _byKey.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => [.. _list.Select(pair => pair.Key)];

    public ICollection<TValue> Values => [.. _list.Select(pair => pair.Value)];

    public (TKey, TValue) this[int index]
    {
        get => _list[index];
        set
        {
            _list[index] = value;
            _byKey[value.Item1] = value.Item2;
        }
    }

    public TValue this[TKey key]
    {
        get => _byKey[key];
        set
        {
            _byKey[key] = value;
            int index = Find(key);
            if (index >= 0)
                _list[index] = (key, value);
            else
                _list.Add((key, value));
        }
    }

    public void clear() => Clear();

    public IEnumerator<(TKey, TValue)> items() => _list.GetEnumerator();

    public IEnumerable<TKey> keys() => _byKey.Keys;

    public IEnumerable<TValue> values() => _byKey.Values;

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Add(TKey key, TValue value)
    {
        _byKey.Add(key, value);
        _list.Add((key, value));
    }

    public void Insert(int index, (TKey, TValue) item)
    {
        _byKey.Add(item.Item1, item.Item2);
        _list.Insert(index, item);
    }

    public bool Contains((TKey, TValue) item) => _list.Contains(item);

    public bool Contains(KeyValuePair<TKey, TValue> item) => _byKey.ContainsKey(item.Key);

    public bool ContainsKey(TKey key) => _byKey.ContainsKey(key);

    public bool TryGetValue(TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TValue value) =>
        _byKey.TryGetValue(key, out value);

    public int IndexOf((TKey, TValue) item) => _list.IndexOf(item);

    public bool Remove((TKey, TValue) item)
    {
        _byKey.Remove(item.Item1);
        return _list.Remove(item);
    }

    public bool Remove(KeyValuePair<TKey, TValue> item) => _byKey.ContainsKey(item.Key) && Remove(item.Key);

    public bool Remove(TKey key)
    {
        int index = Find(key);
        if (index < 0)
            throw new KeyNotFoundException();
        _list.RemoveAt(index);
        return _byKey.Remove(key);
    }

    public void RemoveAt(int index)
    {
        _byKey.Remove(_list[index].Key);
        _list.RemoveAt(index);
    }

    public void Clear()
    {
        _list.Clear();
        _byKey.Clear();
    }

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach ((TKey key, TValue value) in _list)
            array[arrayIndex++] = new(key, value);
    }

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _list.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        _list.Select(pair => new KeyValuePair<TKey, TValue>(pair.Key, pair.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(TKey key) => _list.FindIndex(pair => pair.Key.Equals(key));
}
